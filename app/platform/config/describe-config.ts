import type { Config } from "./config.ts";
import type { LlmConfig } from "./llm-config.ts";
import { maskPostgresUrl } from "./postgres-url.ts";

const masked = "***";

/** The configuration as a flat record for the start-up log; passwords and keys are masked. */
export function describeConfig(config: Config): Record<string, string | number> {
  const { primaryUrl, standbyUrl } = config.postgres;
  return withoutUndefined({
    NODE_ENV: config.environment,
    HOST: config.host,
    PORT: config.port,
    LOG_LEVEL: config.logLevel,
    POSTGRES_PRIMARY_URL: primaryUrl === undefined ? "embedded" : maskPostgresUrl(primaryUrl),
    POSTGRES_STANDBY_URL: standbyUrl && maskPostgresUrl(standbyUrl),
    ...describeModels(config.llm),
    ...(config.safetyLlm && describeModel("SAFETY_LLM", config.safetyLlm)),
    USER_ID_HEADER: config.identity.userIdHeader,
    TRUSTED_PROXIES: config.identity.trustedProxies.join(","),
    DEFAULT_USER_ID: config.identity.defaultUserId,
    LOGOUT_URL: config.logoutUrl.replace(/\?.*$/s, ""),
    PUBLIC_URL: config.publicUrl,
    APP_NAME: config.app.name,
    APP_ACCENT: config.app.accent,
    DATA_DIR: config.dataDir,
    METRICS_PORT: config.metricsPort,
    SHUTDOWN_GRACE_SECONDS: config.shutdownGraceSeconds,
  });
}

function describeModels(
  models: readonly LlmConfig[] | undefined,
): Record<string, string | number | undefined> {
  if (models === undefined) return { LLM: "unset" };
  return Object.fromEntries(
    models.flatMap((model, index) => Object.entries(describeModel(`LLM[${index}]`, model))),
  );
}

function describeModel(label: string, model: LlmConfig): Record<string, string | number | undefined> {
  return {
    [`${label}.url`]: model.url,
    [`${label}.model`]: model.model,
    [`${label}.name`]: model.name,
    [`${label}.api_key`]: model.apiKey && masked,
    [`${label}.provider`]: model.provider,
    [`${label}.context_length`]: model.contextLength,
    [`${label}.max_tokens`]: model.maxTokens,
    [`${label}.timeout_ms`]: model.timeoutMs,
    [`${label}.extra_body`]: model.extraBody && Object.keys(model.extraBody).join(","),
  };
}

function withoutUndefined(
  record: Readonly<Record<string, string | number | undefined>>,
): Record<string, string | number> {
  return Object.fromEntries(
    Object.entries(record).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

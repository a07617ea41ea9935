import type { z } from "zod";
import { isLoopbackHostname } from "#app/core/identity/host-name.ts";
import { ConfigError, type Findings } from "./config-error.ts";
import { givenVariables } from "./given-variables.ts";
import type { LlmConfig, SafetyLlmConfig } from "./llm-config.ts";
import { readLlm, readSafetyLlm } from "./llm-variables.ts";
import { configWarnings, defaultHost, ruleProblems } from "./rules.ts";
import type { LogLevel } from "./value-parsers.ts";
import { variableProblems, variablesSchema } from "./variables.ts";

export interface Config {
  environment: "production" | "development" | "test";
  /** 0 takes any free port. */
  port: number;
  host: string;
  logLevel: LogLevel;
  postgres: {
    /** Undefined: the embedded servers are used. Never undefined in production. */
    primaryUrl: string | undefined;
    /** Undefined: everything is read from the primary. */
    standbyUrl: string | undefined;
    /** Where LISTEN works: the primary itself when the primary's URL leads through a transaction pooler. */
    listenUrl: string | undefined;
  };
  limits: {
    /** In one process. */
    socketsPerUser: number;
    /** Answers being written at once, in one process. */
    generationsPerUser: number;
    frameBytes: number;
    /** In the long run; ten times as many may come in one go. */
    framesPerSecond: number;
    /** Answers that wait for one model, in one process. */
    queuedAnswers: number;
    queueSeconds: number;
    /** Of one user, from midnight to midnight UTC; undefined: no limit. */
    tokensPerDay: number | undefined;
    /** Failures in a row after which a model is left alone. */
    breakerFailures: number;
    breakerSeconds: number;
  };
  /** The models, at least one, the first being the default; undefined when LLM is unset, then the quickstart decides. */
  llm: LlmConfig[] | undefined;
  safetyLlm: SafetyLlmConfig | undefined;
  identity: {
    userIdHeader: string;
    /** Address ranges of the direct TCP peers whose user header is believed. */
    trustedProxies: string[];
    defaultUserId: string | undefined;
  };
  logoutUrl: string;
  /** An origin without a trailing slash. */
  publicUrl: string | undefined;
  app: {
    name: string;
    accent: string | undefined;
    notice: string | undefined;
    /** Whose images are shown in answers. */
    imageOrigins: string[];
  };
  /** As it was given; `loadConfig` makes it absolute. */
  dataDir: string;
  metricsPort: number | undefined;
  shutdownGraceSeconds: number;
  /** Sentences for the start-up log; what they tell of does not stop the start. */
  warnings: string[];
}

/**
 * Reads the configuration from the environment. An empty variable counts as unset, except for
 * DEFAULT_USER_ID, where empty says that there is none.
 * @throws ConfigError that lists every wrong variable
 */
export function parseConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = givenVariables(env);
  const variables = variablesSchema.safeParse(given);
  const findings: Findings = { problems: [], warnings: [] };
  if (variables.error) findings.problems.push(...variableProblems(variables.error, given));
  findings.problems.push(...ruleProblems(given));
  const llm = readLlm(given, findings);
  const safetyLlm = readSafetyLlm(given, findings);
  if (!variables.success || findings.problems.length > 0) throw new ConfigError(findings.problems);

  const config = { ...toConfig(variables.data, env), llm, safetyLlm };
  return { ...config, warnings: [...findings.warnings, ...configWarnings(config)] };
}

function toConfig(
  values: z.output<typeof variablesSchema>,
  env: Readonly<Record<string, string | undefined>>,
): Omit<Config, "llm" | "safetyLlm" | "warnings"> {
  const host = values.HOST ?? defaultHost(values.NODE_ENV);
  const isQuickstart = values.NODE_ENV !== "production" && values.POSTGRES_PRIMARY_URL === undefined;
  const isLocal = isQuickstart && isLoopbackHostname(host);
  const impliedUserId = isLocal && env["DEFAULT_USER_ID"] === undefined ? "local" : undefined;
  return {
    environment: values.NODE_ENV,
    port: values.PORT,
    host,
    logLevel: values.LOG_LEVEL,
    postgres: {
      primaryUrl: values.POSTGRES_PRIMARY_URL,
      standbyUrl: values.POSTGRES_STANDBY_URL,
      listenUrl: values.POSTGRES_LISTEN_URL,
    },
    limits: {
      socketsPerUser: values.LIMIT_SOCKETS_PER_USER,
      generationsPerUser: values.LIMIT_GENERATIONS_PER_USER,
      frameBytes: values.LIMIT_FRAME_BYTES,
      framesPerSecond: values.LIMIT_FRAMES_PER_SECOND,
      queuedAnswers: values.LIMIT_QUEUED_ANSWERS,
      queueSeconds: values.LIMIT_QUEUE_SECONDS,
      tokensPerDay: values.LIMIT_TOKENS_PER_DAY,
      breakerFailures: values.MODEL_BREAKER_FAILURES,
      breakerSeconds: values.MODEL_BREAKER_SECONDS,
    },
    identity: {
      userIdHeader: values.USER_ID_HEADER,
      trustedProxies: values.TRUSTED_PROXIES,
      defaultUserId: values.DEFAULT_USER_ID ?? impliedUserId,
    },
    logoutUrl: values.LOGOUT_URL,
    publicUrl: values.PUBLIC_URL,
    app: {
      name: values.APP_NAME,
      accent: values.APP_ACCENT,
      notice: values.APP_NOTICE,
      imageOrigins: values.IMAGE_ORIGINS,
    },
    dataDir: values.DATA_DIR,
    metricsPort: values.METRICS_PORT,
    shutdownGraceSeconds: values.SHUTDOWN_GRACE_SECONDS,
  };
}

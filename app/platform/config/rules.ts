import { isLoopbackHostname } from "#app/core/identity/host-name.ts";
import type { Config } from "./config.ts";
import type { ConfigProblem } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";
import { variableExamples, variableProblem } from "./variables.ts";

/** The listen address when HOST is unset. */
export function defaultHost(environment: string | undefined): string {
  return environment === "production" ? "0.0.0.0" : "127.0.0.1";
}

/** What is wrong between variables; looks at the texts, so that it also tells when one of them is wrong by itself. */
export function ruleProblems(given: GivenVariables): ConfigProblem[] {
  return [...postgresProblems(given), ...defaultUserProblems(given), ...metricsPortProblems(given)];
}

function postgresProblems(given: GivenVariables): ConfigProblem[] {
  if (given["POSTGRES_PRIMARY_URL"] !== undefined) return [];
  if (given["NODE_ENV"] === "production") {
    return [
      variableProblem(
        "POSTGRES_PRIMARY_URL",
        "is required when NODE_ENV is production, where nothing is embedded",
      ),
    ];
  }
  if (given["POSTGRES_STANDBY_URL"] === undefined) return [];
  const reason = "is given without POSTGRES_PRIMARY_URL; a standby alone cannot take writes";
  const example = `POSTGRES_PRIMARY_URL=${variableExamples.POSTGRES_PRIMARY_URL}`;
  return [{ variable: "POSTGRES_STANDBY_URL", reason, example }];
}

function defaultUserProblems(given: GivenVariables): ConfigProblem[] {
  const host = given["HOST"] ?? defaultHost(given["NODE_ENV"]);
  if (given["DEFAULT_USER_ID"] === undefined || isLoopbackHostname(host)) return [];
  const reason =
    "would let everyone in without signing in, so it needs a HOST that only this machine reaches; set HOST=127.0.0.1 or leave it empty";
  return [{ variable: "DEFAULT_USER_ID", reason, example: "DEFAULT_USER_ID=" }];
}

function metricsPortProblems(given: GivenVariables): ConfigProblem[] {
  const metricsPort = Number(given["METRICS_PORT"] ?? Number.NaN);
  const isSame = metricsPort !== 0 && metricsPort === Number(given["PORT"] ?? 3000);
  return isSame
    ? [variableProblem("METRICS_PORT", "must differ from PORT; leave it empty to use the main port")]
    : [];
}

/** What is allowed but worth a second look. */
export function configWarnings({ identity, publicUrl }: Pick<Config, "identity" | "publicUrl">): string[] {
  const warnings = identity.trustedProxies
    .filter((range) => range.endsWith("/0"))
    .map((range) => `TRUSTED_PROXIES: with ${range} every client can say who its user is`);
  if (publicUrl !== undefined && identity.defaultUserId !== undefined) {
    warnings.push(
      `DEFAULT_USER_ID: whoever reaches ${publicUrl} without ${identity.userIdHeader} is the user ${identity.defaultUserId}; set DEFAULT_USER_ID= to require signing in`,
    );
  }
  return warnings;
}

import type { Config } from "./config.ts";
import type { ConfigProblem } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";
import { isLocalOnly } from "./listen-host.ts";
import { variableProblem } from "./variable.ts";
import { variables } from "./variables/variables.ts";

const { primaryUrl } = variables.postgres;

/** What is wrong between variables; looks at the texts, so that it also tells when one of them is wrong by itself. */
export function ruleProblems(given: GivenVariables): ConfigProblem[] {
  return [...postgresProblems(given), ...defaultUserProblems(given), ...metricsPortProblems(given)];
}

function postgresProblems(given: GivenVariables): ConfigProblem[] {
  if (given["POSTGRES_PRIMARY_URL"] !== undefined) return [];
  if (given["NODE_ENV"] === "production") {
    return [
      variableProblem(primaryUrl, "is required when NODE_ENV is production, where nothing is embedded"),
    ];
  }
  if (given["POSTGRES_STANDBY_URL"] === undefined) return [];
  const reason = "is given without POSTGRES_PRIMARY_URL; a standby alone cannot take writes";
  return [{ ...variableProblem(primaryUrl, reason), variable: variables.postgres.standbyUrl.name }];
}

function defaultUserProblems(given: GivenVariables): ConfigProblem[] {
  if (given["DEFAULT_USER_ID"] === undefined || isLocalOnly(given)) return [];
  const reason =
    "would let everyone in without signing in, so it needs a HOST that only this machine reaches; set HOST=127.0.0.1 or leave it empty";
  return [{ variable: "DEFAULT_USER_ID", reason, example: "DEFAULT_USER_ID=" }];
}

function metricsPortProblems(given: GivenVariables): ConfigProblem[] {
  const metricsPort = Number(given["METRICS_PORT"] ?? Number.NaN);
  const isSame = metricsPort !== 0 && metricsPort === Number(given["PORT"] ?? 3000);
  return isSame
    ? [variableProblem(variables.metricsPort, "must differ from PORT; leave it empty to use the main port")]
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

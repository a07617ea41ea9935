import { ConfigError, type Findings } from "./config-error.ts";
import { givenVariables } from "./given-variables.ts";
import { postgresEnvironmentProblems, withPostgresEnvironment } from "./postgres-environment.ts";
import { postgresWarnings } from "./postgres-warnings.ts";
import { configWarnings, ruleProblems } from "./rules.ts";
import type { Source } from "./variable.ts";
import { isVariable, variables, type Branch, type ValuesOf } from "./variables/variables.ts";

/** The value of each variable, at the place where the variable stands in `variables`. */
export interface Config extends ValuesOf<typeof variables> {
  /** Sentences for the start-up log; what they tell of does not stop the start. */
  warnings: string[];
}

/**
 * Reads the configuration from the environment. An empty variable counts as unset, except where the table says that
 * empty is a value of its own.
 * @throws ConfigError that lists every wrong variable
 */
export function parseConfig(raw: Readonly<Record<string, string | undefined>>): Config {
  const given = withPostgresEnvironment(givenVariables(raw));
  const findings: Findings = {
    problems: postgresEnvironmentProblems(given),
    warnings: postgresWarnings(given),
  };
  const values = readBranch(variables, { given, raw }, findings);
  findings.problems.push(...ruleProblems(given));
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  return { ...values, warnings: [...findings.warnings, ...configWarnings(values)] };
}

/** Where migrations are applied by hand. @throws ConfigError */
export function parseMigrationUrl(raw: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = withPostgresEnvironment(givenVariables(raw));
  const findings: Findings = { problems: postgresEnvironmentProblems(given), warnings: [] };
  const { primaryUrl, listenUrl } = readBranch(variables.postgres, { given, raw }, findings);
  if (findings.problems.length > 0) throw new ConfigError(findings.problems);
  return listenUrl ?? primaryUrl;
}

/** Where there are problems, values are missing. */
function readBranch<B extends Branch>(branch: B, source: Source, findings: Findings): ValuesOf<B> {
  const values = Object.entries(branch).map(([property, entry]) => [
    property,
    isVariable(entry) ? entry.read(source, findings) : readBranch(entry, source, findings),
  ]);
  return Object.fromEntries(values) as ValuesOf<B>;
}

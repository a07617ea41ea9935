import type { Config } from "./config.ts";
import { isVariable, variables, type Branch } from "./variables/variables.ts";

/** The configuration as a flat record for the start-up log: every variable, also those that are unset; passwords and keys are masked. */
export function describeConfig(config: Config): Record<string, unknown> {
  return Object.fromEntries(describeBranch(variables, config));
}

function describeBranch(branch: Branch, values: object): [string, unknown][] {
  return Object.entries(branch).flatMap(([property, entry]) => {
    const value: unknown = Reflect.get(values, property);
    return isVariable(entry) ? Object.entries(entry.describe(value)) : describeBranch(entry, value as object);
  });
}

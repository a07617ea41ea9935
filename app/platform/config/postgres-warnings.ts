import type { GivenVariables } from "./given-variables.ts";
import { postgresEnvironmentWarnings } from "./postgres-environment.ts";
import { postgresUrlWarnings } from "./postgres-url.ts";

const urlVariables = ["POSTGRES_PRIMARY_URL", "POSTGRES_STANDBY_URL", "POSTGRES_LISTEN_URL"] as const;

/** What is given for the database and not used, a sentence each. */
export function postgresWarnings(given: GivenVariables): string[] {
  const ofUrls = urlVariables.flatMap((variable) =>
    postgresUrlWarnings(given[variable] ?? "").map((warning) => `${variable}: ${warning}`),
  );
  return [...ofUrls, ...postgresEnvironmentWarnings(given)];
}

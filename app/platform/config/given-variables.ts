/** The environment without blanks: values trimmed, empty ones left out. */
export type GivenVariables = Readonly<Record<string, string>>;

/**
 * An empty variable counts as unset, because shells, Compose files and manifests cannot always leave one
 * out. Values are trimmed: secrets that come from files often end with a line break.
 */
export function givenVariables(env: Readonly<Record<string, string | undefined>>): GivenVariables {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => {
      const trimmed = value?.trim() ?? "";
      return trimmed === "" ? [] : [[name, trimmed]];
    }),
  );
}

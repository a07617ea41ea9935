/** One wrong variable. `reason` follows the name in a sentence and never holds a secret. */
export interface ConfigProblem {
  variable: string;
  reason: string;
  example: string;
}

/** The configuration is wrong; the message lists every wrong variable with the reason and an example. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    const lines = problems.map(
      (problem) => `  ${problem.variable}: ${problem.reason}. Example: ${problem.example}`,
    );
    super(["The configuration is not valid:", ...lines].join("\n"));
    this.name = "ConfigError";
    this.problems = problems;
  }
}

/** Thrown inside this folder by a parser of one value; its message becomes the reason of a problem. */
export class InvalidValue extends Error {
  override readonly name = "InvalidValue";
}

/** What the reading of the variables finds beside their values. */
export interface Findings {
  problems: ConfigProblem[];
  warnings: string[];
}

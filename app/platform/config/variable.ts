import { InvalidValue, type ConfigProblem, type Findings } from "./config-error.ts";
import type { GivenVariables } from "./given-variables.ts";

/** The environment as it is read: `raw` still knows which variables were given empty. */
export interface Source {
  given: GivenVariables;
  raw: Readonly<Record<string, string | undefined>>;
}

/** One variable: how it is read, and all that the log, `.env.example` and README say of it. */
export interface Variable<T = unknown, N extends string = string> {
  name: N;
  /** A sentence or two for operators, in Markdown. */
  doc: string;
  /** A value that is accepted. */
  example: string;
  /** What holds when the variable is unset, in Markdown. */
  unset: string;
  /** Variables of the form `NAME__KEY` that belong to this one; any key may follow. */
  parts?: readonly { name: string; example: string; doc: string }[];
  /** Adds what is wrong to the findings; undefined then. */
  read(source: Source, findings: Findings): T | undefined;
  /** What the start-up log shows, by name. No secret may be in it. */
  describe(value: T): Record<string, unknown>;
}

/** The default in the form of the variable itself, also one that depends on other variables. */
type Default = string | ((given: GivenVariables) => string | undefined) | undefined;
type Absent<D extends Default> = D extends string | ((given: GivenVariables) => string) ? never : undefined;

interface Definition<T, D extends Default> {
  /** @throws InvalidValue whose message holds no part of the text */
  parse: (text: string) => T;
  default?: D;
  /** What holds when it is unset, in Markdown, where `default` is no text. */
  unset?: string;
  example: string;
  /** True: the log says only that there is a value. A function gives the part that may be shown. */
  secret?: true | ((value: T) => string);
  /** A wrong value stands in the error when it is a short plain word. */
  isQuoted?: true;
  /** Given empty it has no value, not its default. */
  canBeEmpty?: true;
  doc: string;
}

/** A variable with one plain value. */
export function variable<const N extends string, T, const D extends Default = undefined>(
  name: N,
  definition: Definition<T, D>,
): Variable<T | Absent<D>, N> {
  const { parse, doc, example, secret } = definition;
  const fallback: Default = definition.default;
  const unset = definition.unset ?? (typeof fallback === "string" ? `\`${fallback}\`` : "none");
  // A default that was looked for and is not there.
  const absent = typeof fallback === "function" ? "none" : unset;
  return {
    name,
    doc,
    example,
    unset,
    read({ given, raw }, { problems }) {
      const isEmpty = definition.canBeEmpty === true && raw[name] !== undefined;
      const impliedText = typeof fallback === "function" ? fallback(given) : fallback;
      const text = given[name] ?? (isEmpty ? undefined : impliedText);
      try {
        // Without a text there is no default, so undefined is in the type.
        return text === undefined ? undefined : parse(text);
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        const quoted = definition.isQuoted ? quoteWord(text ?? "") : "";
        problems.push(variableProblem({ name, example }, error.message + quoted));
        return undefined;
      }
    },
    describe: (value) => ({ [name]: value === undefined ? absent : show(value as T, secret) }),
  };
}

/** A problem with a value; `reason` follows the name in a sentence. */
export function variableProblem(
  { name, example }: Pick<Variable, "name" | "example">,
  reason: string,
): ConfigProblem {
  return { variable: name, reason, example: `${name}=${example}` };
}

function show<T>(value: T, secret: true | ((value: T) => string) | undefined): unknown {
  if (secret === true) return "***";
  if (secret !== undefined) return secret(value);
  return Array.isArray(value) ? value.join(",") : value;
}

/** Whoever pasted a password into the wrong line must not find it in the log. */
function quoteWord(text: string): string {
  return /^[\w.+-]{1,16}$/.test(text) ? `, not "${text}"` : "";
}

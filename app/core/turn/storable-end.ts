import { errorTable, isErrorCode } from "#app/protocol/errors.ts";
import type { TurnEnd } from "./turn-store.ts";

/** The database takes everything but this: trying the same again would be in vain. */
export class UnstorableError extends Error {
  override readonly name = "UnstorableError";
}

/** By name: the server bundle and the Remix build each hold a copy of the class. */
export function isUnstorable(error: unknown): boolean {
  return error instanceof Error && error.name === "UnstorableError";
}

const loneSurrogates = /\p{Surrogate}/gu;
const cleanText = (text: string) => text.replaceAll("\0", "").replace(loneSurrogates, "\u{FFFD}");

/** The same with every text in it fit for PostgreSQL: without NUL and lone surrogates. */
function cleaned<T>(value: T): T {
  if (typeof value === "string") return cleanText(value) as T;
  if (Array.isArray(value)) return value.map(cleaned) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [cleanText(key), cleaned(field)]),
  ) as T;
}

/** What matters most: the text, how it ended and, in the words of the table, why. */
function bare(end: TurnEnd): TurnEnd {
  const code = end.error && isErrorCode(end.error.code) ? end.error.code : undefined;
  return {
    ...end,
    finishReason: undefined,
    usage: undefined,
    safety: undefined,
    context: undefined,
    error: code && { code, message: errorTable[code].message },
  };
}

/** The forms in which an end is written, each when the one before was refused for its data. */
export function* storableForms(end: TurnEnd): Generator<TurnEnd, void, undefined> {
  yield end;
  yield cleaned(end);
  yield bare(cleaned(end));
}

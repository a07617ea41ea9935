import { z } from "zod";
import { InvalidValue } from "./config-error.ts";

/** A text read by one of our parsers; its InvalidValue becomes the issue. */
export function parsedBy<T>(parse: (text: string) => T) {
  const text = z.string({ error: (issue) => (issue.input === undefined ? "is required" : "must be text") });
  return text.transform((value, context): T => {
    try {
      return parse(value);
    } catch (error) {
      if (!(error instanceof InvalidValue)) throw error;
      context.issues.push({ code: "custom", message: error.message, input: value });
      return z.NEVER;
    }
  });
}

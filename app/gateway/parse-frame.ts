import { z } from "zod";
import { AppError } from "#app/core/app-error.ts";
import { describeIssues } from "#app/protocol/describe-issues.ts";
import { parseJson } from "#app/protocol/parse-json.ts";
import { clientFrameSchema, type ClientFrame } from "#app/protocol/frames.ts";

/** Members of objects and lists: far more than any frame has. */
const maxFrameValues = 10_000;

const withId = z.looseObject({ id: z.string().max(100) });

/**
 * Parses a client frame. `onId` hears the frame's id even when the rest is wrong, for the `ref` of the error.
 * @throws AppError invalid_request that names field, reason and remedy
 */
export function parseClientFrame(text: string, onId: (id: string) => void): ClientFrame {
  let value: unknown;
  try {
    value = parseJson(text, maxFrameValues);
  } catch (cause) {
    const reason = cause instanceof SyntaxError ? cause.message : "must be JSON";
    throw new AppError("invalid_request", { message: `A frame ${reason}.`, cause });
  }
  const identified = withId.safeParse(value);
  if (identified.success) onId(identified.data.id);
  const parsed = clientFrameSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_request", { message: describeIssues(parsed.error), cause: parsed.error });
}

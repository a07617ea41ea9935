import type { z } from "zod";
import { AppError } from "#app/core/app-error.ts";

/** The sort key of a page's last row as a cursor, opaque to clients. */
export function formatKeyset(key: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** @throws AppError invalid_request for what is no cursor of this list */
export function parseKeyset<S extends z.ZodType>(cursor: string, schema: S): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
  } catch (cause) {
    throw new AppError("invalid_request", {
      message: "cursor: must be a `nextCursor` of an earlier answer.",
      cause,
    });
  }
}

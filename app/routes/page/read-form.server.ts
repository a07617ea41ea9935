import { isAppError } from "#app/core/app-error.ts";
import { readBodyBytes } from "#app/http/read-body.ts";
import { limits } from "#app/protocol/limits.ts";
import { pageError } from "./page-error.server.ts";

/** Our forms have a handful of fields. */
const maxFields = 100;

/**
 * The fields of a form, decompressed and within bounds. What is none ends in a page that says so.
 * @param maxBytes of the whole body
 */
export async function readForm(request: Request, maxBytes: number = limits.bodyBytes): Promise<FormData> {
  try {
    const bytes = await readBodyBytes(request, maxBytes);
    if (countFields(bytes) > maxFields) throw new TypeError("too many fields");
    const headers = { "Content-Type": request.headers.get("Content-Type") ?? "" };
    const form = await new Response(new Uint8Array(bytes), { headers }).formData();
    requireText(form, bytes);
    return form;
  } catch (error) {
    if (isAppError(error) && error.code !== "invalid_request")
      throw pageError(error.code, { message: error.message });
    throw pageError("invalid_request", { message: "The form could not be read. Go back and try again." });
  }
}

/** Separators of either form encoding; counted first, since a parser would make something of each. */
function countFields(bytes: Buffer): number {
  let fields = 0;
  const separator = bytes.subarray(0, 2).toString() === "--" ? "Content-Disposition" : "&";
  for (
    let at = bytes.indexOf(separator);
    at >= 0 && fields <= maxFields;
    at = bytes.indexOf(separator, at + 1)
  )
    fields += 1;
  return fields;
}

/** What is no UTF-8 comes through as replacement characters that nobody sent. */
function requireText(form: FormData, bytes: Buffer): void {
  const isReplaced = [...form.values()].some(
    (value) => typeof value === "string" && value.includes("\ufffd"),
  );
  if (isReplaced && !bytes.includes("\ufffd") && !/%EF%BF%BD/i.test(bytes.toString("latin1")))
    throw new TypeError("not UTF-8");
}

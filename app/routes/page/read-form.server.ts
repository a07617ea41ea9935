import { pageError } from "./page-error.server.ts";

/** The fields of a form. What is none ends in a page that says so. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    throw pageError("invalid_request", { message: "The form could not be read. Go back and try again." });
  }
}

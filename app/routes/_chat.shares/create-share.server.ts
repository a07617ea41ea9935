import { data, redirect } from "@remix-run/node";
import { isAppError } from "#app/core/app-error.ts";
import type { RequestServices } from "#app/load-context.ts";
import { describeIssues } from "#app/protocol/describe-issues.ts";
import { errorTable } from "#app/protocol/errors.ts";
import { newShareSchema } from "#app/protocol/shares.ts";
import { formText } from "../page/form-text.ts";

/** Makes a share from a form. What is wrong is shown beside the form again. */
export async function createShare(context: RequestServices, userId: string, form: FormData) {
  const parsed = newShareSchema.safeParse({
    conversationId: formText(form, "conversationId"),
    messageId: formText(form, "messageId") || undefined,
    title: formText(form, "title").trim() || undefined,
  });
  if (!parsed.success) return refuse("invalid_request", describeIssues(parsed.error));
  try {
    const { id } = await context.shares.create({ userId, ...parsed.data });
    return redirect(`/shares?created=${id}`);
  } catch (error) {
    if (!isAppError(error)) throw error;
    context.reportError(error.code, undefined);
    return refuse(error.code, error.message);
  }
}

function refuse(code: keyof typeof errorTable, message: string) {
  return data({ problem: { code, message } }, { status: errorTable[code].status });
}

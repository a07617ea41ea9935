import { data } from "@remix-run/node";
import type { RequestServices } from "#app/load-context.ts";
import type { StartedTurn } from "#app/core/turn/turns.ts";
import type { Translate } from "#app/i18n/texts.ts";
import { clientFrameSchema } from "#app/protocol/frames.ts";
import { limits, type User } from "#app/protocol/resources.ts";
import type { FormErrors } from "./form-errors.ts";
import { formText } from "./form-text.ts";
import { answerPage } from "./page-error.server.ts";

interface SentForm {
  context: RequestServices;
  user: User;
  form: FormData;
  conversationId: unknown;
  /** What is wrong is said in the page's language. */
  t: Translate;
  /** Refuses an unknown conversation instead of starting it. */
  mustExist: boolean;
}

/** Sends the message of a form. @returns the started turn, or the errors to show beside the form, status 400 */
export async function sendForm({ context, user, form, conversationId, t, mustExist }: SentForm) {
  const content = formText(form, "content").replaceAll("\r\n", "\n");
  const parsed = clientFrameSchema.safeParse({
    type: "message.send",
    id: form.get("messageId"),
    conversationId,
    content,
    model: form.get("model") ?? undefined,
  });
  if (!parsed.success) {
    return refuse({ errors: fieldErrors(parsed.error.issues, content, t), values: { content } });
  }
  if (parsed.data.type !== "message.send") throw new TypeError("a form sends messages only");
  const { id, conversationId: target, content: checked, model } = parsed.data;
  const message = { id, conversationId: target, content: checked, model };
  const { requestId } = context;
  return answerPage(context, () => context.turns.send({ ...message, mustExist, user, requestId }));
}

/** Waits for the answer as long as somebody waits for the page. How it ended is for the page to show. */
export async function waitForAnswer(turn: StartedTurn, signal: AbortSignal): Promise<void> {
  const left = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await Promise.race([turn.finished.then(noted, noted), left]);
}

/** The turn itself records its failure; here only its end matters. */
function noted(): void {}

export function refuse(errors: FormErrors) {
  return data(errors, { status: 400 });
}

function fieldErrors(
  issues: readonly { path: readonly PropertyKey[]; message: string }[],
  content: string,
  t: Translate,
): FormErrors["errors"] {
  if (issues.some(({ path }) => path[0] === "content")) {
    const { length } = content;
    const limit = limits.messageLength;
    return { content: length > limit ? t("composer.tooLong", { length, limit }) : t("composer.empty") };
  }
  const [first] = issues;
  return { form: first ? `${String(first.path[0])} ${first.message}` : "The form is not valid." };
}

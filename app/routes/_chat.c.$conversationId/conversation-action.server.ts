import { data, redirect } from "@remix-run/node";
import { z } from "zod";
import { isAppError } from "#app/core/app-error.ts";
import type { Translate } from "#app/i18n/texts.ts";
import type { RequestServices } from "#app/load-context.ts";
import { errorTable } from "#app/protocol/errors.ts";
import { idSchema, limits, type User } from "#app/protocol/resources.ts";
import { refuse, sendForm, waitForAnswer } from "../page/message-form.server.ts";
import { formText } from "../page/form-text.ts";
import { answerPage, pageError } from "../page/page-error.server.ts";
import type { ConversationAnswer } from "./conversation-answer.ts";

interface Command {
  context: RequestServices;
  /** Fires when the client has gone. */
  signal: AbortSignal;
  user: User;
  conversationId: string;
  form: FormData;
  /** What is wrong with a form is said in the page's language. */
  t: Translate;
}

const titleSchema = z.string().trim().min(1).max(limits.titleLength);

const intents = new Map<unknown, (command: Command) => Promise<unknown>>([
  ["send", send],
  ["rename", rename],
  ["pin", pin],
  ["delete", remove],
  ["restore", restore],
  ["select-branch", selectBranch],
]);

/** Does what the form's `intent` says to one conversation. */
export async function runConversationAction(command: Command): Promise<unknown> {
  const intent = intents.get(command.form.get("intent"));
  if (!intent) throw pageError("invalid_request", { message: "intent is not one this page knows" });
  if (!idSchema.safeParse(command.conversationId).success) throw pageError("not_found");
  return isFromPage(command)
    ? answerPage(command.context, () => intent(command))
    : answerScript(command.context, () => intent(command));
}

/** A script shows the problem where the person clicked, instead of a page about it. */
async function answerScript(
  { reportError }: RequestServices,
  work: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await work();
  } catch (error) {
    if (!isAppError(error)) throw error;
    reportError(error.code, undefined);
    const { status, retryable } = errorTable[error.code];
    return data<ConversationAnswer>(
      { problem: { code: error.code, message: error.message, retryable } },
      { status },
    );
  }
}

async function send({ context, signal, user, conversationId, form, t }: Command) {
  const sent = await sendForm({ context, user, form, conversationId, t, mustExist: true });
  if (!("finished" in sent)) return sent;
  await waitForAnswer(sent, signal);
  return redirect(`/c/${conversationId}`);
}

async function rename(command: Command) {
  const entered = formText(command.form, "title");
  const title = titleSchema.safeParse(entered);
  if (title.success) return update(command, { title: title.data });
  const { t } = command;
  const isEmpty = entered.trim() === "";
  const problem = isEmpty
    ? t("conversation.titleEmpty")
    : t("conversation.titleTooLong", { limit: limits.titleLength });
  return refuse({ errors: { title: problem }, values: { title: entered } });
}

async function pin(command: Command) {
  return update(command, { pinned: command.form.get("pinned") === "true" });
}

async function update(command: Command, patch: { title?: string; pinned?: boolean }) {
  const { context, user, conversationId } = command;
  const conversation = await context.conversations.update({ user, conversationId, patch });
  return isFromPage(command) ? redirect(`/c/${conversationId}`) : data<ConversationAnswer>({ conversation });
}

async function remove(command: Command) {
  const { context, user, conversationId } = command;
  await context.conversations.delete({ user, conversationId });
  return isFromPage(command) ? redirect("/") : data<ConversationAnswer>({ deletedId: conversationId });
}

/** Takes a deletion back. */
async function restore(command: Command) {
  const { context, user, conversationId } = command;
  const conversation = await context.conversations.restore({ user, conversationId });
  return isFromPage(command) ? redirect(`/c/${conversationId}`) : data<ConversationAnswer>({ conversation });
}

async function selectBranch(command: Command) {
  const { context, user } = command;
  const messageId = requireMessageId(command);
  const conversation = await context.conversations.selectBranch({ user, messageId });
  return isFromPage(command)
    ? redirect(`/c/${command.conversationId}`)
    : data<ConversationAnswer>({ conversation });
}

function requireMessageId({ form }: Command): string {
  const id = idSchema.safeParse(form.get("messageId"));
  if (!id.success) throw pageError("invalid_request", { message: "messageId must be a UUID" });
  return id.data;
}

/** Forms that a browser sends without script say so and are answered by a page, not by data. */
function isFromPage({ form }: Command): boolean {
  return form.get("from") === "page";
}

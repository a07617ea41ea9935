import type { Thread } from "#app/chat-client/chat-state.ts";
import type { Model } from "#app/protocol/resources.ts";

interface ModelChoices {
  models: readonly Model[];
  /** What the person has chosen since the page was opened. */
  chosen: string | undefined;
  /** What the conversation keeps. */
  conversationModel: string | null;
  thread: Pick<Thread, "messages">;
  /** What the person chose last, in whichever conversation. */
  remembered: string;
}

interface ModelForNext {
  /** Undefined where there are no models. */
  name: string | undefined;
  /** The model that the conversation keeps, where it is offered no more: then another answers, and that is said. */
  goneModel: string | undefined;
}

/** The model that the next message goes to: what a person chose is never changed in silence. */
export function findModelForNext(choices: ModelChoices): ModelForNext {
  const { models, chosen, conversationModel, thread, remembered } = choices;
  const isOffered = (name: string | null | undefined) => models.some((model) => model.name === name);
  const lastAnswer = thread.messages.findLast(({ role, model }) => role === "assistant" && isOffered(model));
  const wanted = [chosen, conversationModel, lastAnswer?.model, remembered];
  const name = wanted.find(isOffered) ?? models.find((model) => model.default)?.name ?? models[0]?.name;
  const isGone = chosen === undefined && conversationModel !== null && !isOffered(conversationModel);
  return { name: name ?? undefined, goneModel: isGone ? conversationModel : undefined };
}

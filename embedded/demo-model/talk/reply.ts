import { findSum } from "./arithmetic.ts";
import { quote, userTexts, type ChatMessage } from "./chat-message.ts";
import { findCommandReply } from "./commands.ts";
import { findConnecting } from "./connecting.ts";
import { excerptOf } from "./excerpt.ts";
import { findHelp } from "./help.ts";
import { spokenFor } from "./languages/find-language.ts";
import type { Spoken } from "./languages/spoken.ts";
import type { Library } from "./library.ts";
import { findRecall } from "./recall.ts";
import { findShowcase } from "./showcase.ts";
import { findSmallTalk } from "./small-talk.ts";
import { findSuggestion } from "./suggestions.ts";
import { findTitle } from "./title.ts";

/** What shall go wrong on the way to the person, for trying how the chat takes it. */
export type Fault = "failure" | "overload" | "unavailable" | "stall" | "cut" | "length";

export interface Reply {
  text: string;
  /** Instead of the model's usual pace. */
  tokensPerSecond?: number;
  firstTokenDelayMs?: number;
  fault?: Fault;
}

/** What the demo model says next. Pure: the same conversation always gets the same reply. */
export function replyTo(messages: readonly ChatMessage[], library: Library): Reply {
  const title = findTitle(messages);
  if (title !== undefined) return { text: title };
  const last = messages.at(-1);
  if (last?.role === "assistant") return continueReply(messages.slice(0, -1), last.content, library);
  const message = userTexts(messages).at(-1) ?? "";
  return findCommandReply(message) ?? { text: introduce(messages, answer(messages, library)) };
}

/** The answer in words, without the introduction. */
function answer(messages: readonly ChatMessage[], library: Library): string {
  const message = userTexts(messages).at(-1) ?? "";
  const spoken = spokenFor(message);
  return (
    findRecall(messages) ??
    findSum(message) ??
    findSuggestion(message, spoken) ??
    findHelp(message, library) ??
    findConnecting(message, spoken) ??
    findShowcase(message) ??
    findSmallTalk(message) ??
    findQuotation(message, library) ??
    admit(spoken)
  );
}

function admit({ unknown, examples }: Spoken): string {
  return `${unknown}\n\n${examples.map((example) => `- ${example}`).join("\n")}`;
}

function introduce(messages: readonly ChatMessage[], text: string): string {
  const isFirstAnswer = !messages.some((message) => message.role === "assistant");
  if (!isFirstAnswer) return text;
  return `${spokenFor(userTexts(messages).at(-1) ?? "").introduction}\n\n${text}`;
}

/** Goes on from the last character of an answer that broke off. */
function continueReply(messages: readonly ChatMessage[], begun: string, library: Library): Reply {
  const whole = replyTo(messages, library);
  return { ...whole, text: whole.text.startsWith(begun) ? whole.text.slice(begun.length) : "" };
}

const maxFurther = 2;

function findQuotation(question: string, library: Library): string | undefined {
  const [best, ...others] = library.search(question);
  if (!best) return undefined;
  const lead = `The documents say this under **${best.title}**:\n\n${quote(excerptOf(best, question))}`;
  const further = others.slice(0, maxFurther).map((section) => `*${section.title}*`);
  return further.length === 0 ? lead : `${lead}\n\nSee also ${further.join(" and ")}.`;
}

import { z } from "zod";
import { lastUserText, bodyOf, tokens, type Answer } from "#tests/support/scripted-model.ts";

/**
 * What a message asks the model to recite: words that bear the key and their place, so that a word that is lost,
 * doubled or somebody else's shows.
 */
export interface Recitation {
  key: string;
  words: number;
  gapMs: number;
  /** Before the first word; as the gap without it. */
  firstMs?: number;
}

const recitePattern = /^recite (\S+) (\d+) words every (\d+) ms after (\d+) ms$/;
const titleRequest = "Give this conversation a title";

const messagesSchema = z.array(z.object({ role: z.string(), content: z.string() }));

/** The message that asks for it. */
export function askFor({ key, words, gapMs, firstMs = gapMs }: Recitation): string {
  return `recite ${key} ${words} words every ${gapMs} ms after ${firstMs} ms`;
}

/** About 35 bytes each, with characters of one to four bytes. */
function wordsOf(key: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${key}·${index}·漢字·🙂·....... `);
}

/** The whole answer to a message made by `askFor`. */
export function recited(message: string): string {
  return requireWords(message).join("");
}

function requireWords(message: string): string[] {
  const [, key = "", count] = recitePattern.exec(message) ?? [];
  if (count === undefined) throw new Error(`No recitation: ${message}`);
  return wordsOf(key, Number(count));
}

/** A model that recites what it is asked for, and goes on where the answer at the end of a prompt breaks off. */
export const recite: Answer = (request) => {
  const message = lastUserText(request);
  if (message.startsWith(titleRequest)) return tokens(["A recitation"])(request);
  const [, , , gapMs, firstMs] = recitePattern.exec(message) ?? [];
  const last = messagesSchema.parse(bodyOf(request)["messages"]).at(-1);
  const whole = recited(message);
  const begun = last?.role === "assistant" ? last.content : "";
  if (!whole.startsWith(begun)) return tokens([`(this does not go on: ${begun})`])(request);
  const rest = whole.slice(begun.length).match(/\S* |\S+$/gu) ?? [];
  return tokens(rest, { gapMs: Number(gapMs), firstTokenMs: Number(firstMs) })(request);
};

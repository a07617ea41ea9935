import type { PromptMessage } from "../turn/text-model.ts";

/** How much a guard is shown at once, in UTF-16 code units. */
export interface GuardReach {
  /** Of what is judged. */
  passage: number;
  /** Of the conversation before. */
  context: number;
}

const defaultLength = 4_000;
const lengths = { least: 500, most: 8_000 };
/** Of a guard's window: its own instructions and the verdict. */
const instructionTokens = 1_000;
/** Passages overlap by at most this, so that nothing hides in the seam. */
const longestOverlap = 500;

/**
 * What fits a guard's window, half of it for the conversation before. A code unit counts as a token, as in the worst
 * of the common scripts. @param contextTokens the window; undefined: not known
 */
export function reachOf(contextTokens: number | undefined): GuardReach {
  if (contextTokens === undefined) return { passage: defaultLength, context: defaultLength };
  const half = Math.floor((contextTokens - instructionTokens) / 2);
  const length = Math.min(Math.max(half, lengths.least), lengths.most);
  return { passage: length, context: length };
}

/** Cuts a part of a text into pieces that a guard can read, each with some of what comes before. */
export function* passagesOf(text: string, from: number, to: number, length: number): Generator<string> {
  const overlap = Math.min(longestOverlap, Math.floor(length / 4));
  for (let at = Math.max(0, from - overlap); ; at += length - overlap) {
    yield text.slice(at, Math.min(at + length, to));
    if (at + length >= to) return;
  }
}

/**
 * The last turns of a conversation that a guard can be shown: no system prompt, the first is the user's. Turns are
 * left out whole; the newest one is cut at its beginning if it is too long by itself.
 */
export function contextOf(messages: readonly PromptMessage[], length: number): PromptMessage[] {
  const turns = messages.filter(({ role }) => role !== "system");
  const newest = turns.pop();
  if (!newest) return [];
  const kept = [{ ...newest, content: newest.content.slice(-length) }];
  let room = length - newest.content.length;
  for (const turn of turns.toReversed()) {
    room -= turn.content.length;
    if (room < 0) break;
    kept.unshift(turn);
  }
  const first = kept.findIndex(({ role }) => role === "user");
  return first === -1 ? [] : kept.slice(first);
}

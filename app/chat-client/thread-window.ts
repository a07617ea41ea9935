import type { Message } from "#app/protocol/resources.ts";
import type { Thread } from "./chat-state.ts";

/** So many messages of a branch are kept at most, and shown: six pages. */
export const windowLength = 300;

interface Part {
  items: readonly Message[];
  nextBefore: string | null;
  nextAfter: string | null;
}

/** Puts an older page before what is there; what is too much goes at the end. */
export function extendUp(thread: Thread, { items, nextBefore }: Part): Thread {
  const messages = [...items, ...thread.messages];
  const kept = messages.slice(0, windowLength);
  const isCut = kept.length < messages.length;
  return { ...thread, messages: kept, nextBefore, nextAfter: isCut ? lastId(kept) : thread.nextAfter };
}

/** Puts a newer page behind what is there; what is too much goes at the beginning. */
export function extendDown(thread: Thread, { items, nextAfter }: Part): Thread {
  return dropOldest({ ...thread, messages: [...thread.messages, ...items], nextAfter });
}

/** Takes from the beginning of a thread what is too much. */
export function dropOldest(thread: Thread): Thread {
  if (thread.messages.length <= windowLength) return thread;
  const messages = thread.messages.slice(-windowLength);
  return { ...thread, messages, nextBefore: messages[0]?.id ?? null };
}

/**
 * Another part of the branch takes the place of the one that is there. Whoever comes back to the end reads it once
 * more: what was told meanwhile had no place in the part that was shown.
 */
export function placePart(thread: Thread, { items, nextBefore, nextAfter }: Part): Thread {
  const needsReload = thread.nextAfter !== null && nextAfter === null;
  return { ...thread, messages: items, nextBefore, nextAfter, needsReload };
}

function lastId(messages: readonly Message[]): string | null {
  return messages.at(-1)?.id ?? null;
}

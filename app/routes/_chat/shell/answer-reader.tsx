import { useEffect, useRef, useState } from "react";
import { useChat } from "#app/chat-client/chat-context.tsx";
import type { ChatState } from "#app/chat-client/chat-state.ts";
import { plainSentences, withoutMarks } from "./plain-sentences.ts";

/** How often the growing answer is looked at, in milliseconds: often enough to follow, seldom enough to listen. */
const readIntervalMs = 1_500;

/**
 * Reads the growing answer of the open conversation to a screen reader, by whole sentences; each batch replaces
 * the one before. It stands above the pages, so that a move to the new conversation's address loses no sentence.
 */
export function AnswerReader({ conversationId }: { conversationId: string | undefined }) {
  const { store } = useChat();
  const [batch, setBatch] = useState("");
  const positions = useReadPositions();

  useEffect(() => {
    function read(): void {
      const state = store.getState();
      for (const [generationId, position] of positions.current) {
        const next = readOn(state, generationId, position);
        // A new chat shows its first answer before it has an address: what comes meanwhile is read there.
        if (conversationId === undefined) continue;
        if (next.isOver) positions.current.delete(generationId);
        else positions.current.set(generationId, next.end);
        if (next.conversationId === conversationId && next.sentences !== "") setBatch(next.sentences);
      }
    }
    const timer = setInterval(read, readIntervalMs);
    return () => {
      clearInterval(timer);
      setBatch("");
    };
  }, [conversationId, store, positions]);

  return (
    <div aria-live="polite" aria-atomic className="sr-only" data-answer-reader>
      {batch}
    </div>
  );
}

/**
 * Up to where each growing answer is read. What was there when it came to this tab can be read in the page, unless
 * it answers what was written here: a new conversation's page may bring the beginning of its own answer.
 */
function useReadPositions() {
  const { store } = useChat();
  const positions = useRef(new Map<string, number>());
  useEffect(() => {
    const askedHere = new Set<string>();
    function note(): void {
      const { pending, live, threads } = store.getState();
      for (const { kind, id } of pending) if (kind === "send" || kind === "edit") askedHere.add(id);
      for (const { generationId, conversationId, messageId, text } of Object.values(live)) {
        if (positions.current.has(generationId)) continue;
        const answer = threads[conversationId]?.messages.find(({ id }) => id === messageId);
        const isAskedHere = askedHere.delete(answer?.parentId ?? "");
        positions.current.set(generationId, isAskedHere ? 0 : text.length);
      }
    }
    note();
    return store.subscribe(note);
  }, [store]);
  return positions;
}

/** The next sentences of an answer; when it is whole, all that is left of it. */
function readOn({ live, threads }: ChatState, generationId: string, position: number) {
  const growing = live[generationId];
  if (growing) {
    const { conversationId, text } = growing;
    return { conversationId, isOver: false, ...plainSentences(text, position) };
  }
  const message = Object.values(threads)
    .flatMap((thread) => thread.messages)
    .findLast((other) => other.generationId === generationId);
  const rest = message?.content.slice(position) ?? "";
  return {
    conversationId: message?.conversationId,
    isOver: true,
    sentences: withoutMarks(rest),
    end: position + rest.length,
  };
}

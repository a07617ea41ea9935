import { useEffect, useMemo, type RefObject } from "react";
import { createKeptTexts, type KeptTexts } from "./kept-texts.ts";

export interface Draft {
  keep(content: string): void;
  clear(): void;
  /** Puts a text into the field, unless the person has begun another. */
  offer(content: string): void;
}

/** Keeps what is being written, for each conversation, until it is sent or the person signs out. */
export function useDraft(field: RefObject<HTMLTextAreaElement>, userId: string, name: string): Draft {
  const draft = useMemo(() => createDraft(field, () => keptTextsOf(userId), name), [field, userId, name]);
  useEffect(() => {
    draft.offer(draft.load());
  }, [draft]);
  return draft;
}

/** What a person has begun to write on this device. For the browser only. */
export function keptTextsOf(userId: string): KeptTexts {
  return createKeptTexts(localStorage, userId, Date.now);
}

function createDraft(field: RefObject<HTMLTextAreaElement>, texts: () => KeptTexts, name: string) {
  function fill(content: string): void {
    const element = field.current;
    if (!element) return;
    element.value = content;
    // Whoever follows the size of the field learns of it as of typing.
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return {
    keep: (content: string) => texts().keep(name, content),
    load: () => texts().load(name),
    clear: () => fill(""),
    offer(content: string) {
      if (content !== "" && field.current?.value === "") fill(content);
    },
  };
}

/** Takes a draft along when what it was written for gets an address. */
export function moveDraft(userId: string, from: string, to: string): void {
  const texts = keptTextsOf(userId);
  const content = texts.load(from);
  texts.keep(from, "");
  texts.keep(to, content);
}

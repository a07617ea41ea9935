import { useEffect, useMemo, type RefObject } from "react";

export interface Draft {
  keep(content: string): void;
  clear(): void;
  /** Puts a text into the field, unless the person has begun another. */
  offer(content: string): void;
}

/** Keeps what is being written, for each conversation and over reloads of this tab. */
export function useDraft(field: RefObject<HTMLTextAreaElement>, userId: string, name: string): Draft {
  const draft = useMemo(() => createDraft(field, `draft:${userId}:${name}`), [field, userId, name]);
  useEffect(() => {
    draft.offer(draft.load());
  }, [draft]);
  return draft;
}

function createDraft(field: RefObject<HTMLTextAreaElement>, key: string) {
  function keep(content: string): void {
    try {
      if (content === "") sessionStorage.removeItem(key);
      else sessionStorage.setItem(key, content);
    } catch {
      // The browser's room for this site is full: the text stays in the field and outlives no reload.
    }
  }
  function fill(content: string): void {
    const element = field.current;
    if (!element) return;
    element.value = content;
    // Whoever follows the size of the field learns of it as of typing.
    element.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return {
    keep,
    load: () => sessionStorage.getItem(key) ?? "",
    clear: () => fill(""),
    offer(content: string) {
      if (content !== "" && field.current?.value === "") fill(content);
    },
  };
}

/** Takes a draft along when what it was written for gets an address. */
export function moveDraft(userId: string, from: string, to: string): void {
  const content = sessionStorage.getItem(`draft:${userId}:${from}`);
  if (content === null) return;
  sessionStorage.removeItem(`draft:${userId}:${from}`);
  sessionStorage.setItem(`draft:${userId}:${to}`, content);
}

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
    if (content === "") sessionStorage.removeItem(key);
    else sessionStorage.setItem(key, content);
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

import { useEffect, useState, type RefObject } from "react";

/** Lets the field grow with its text where CSS cannot yet (`field-sizing`). */
export function useGrowingField(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    const element = field.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    function grow(): void {
      if (!element) return;
      element.style.height = "auto";
      element.style.height = `${element.scrollHeight}px`;
    }
    element.addEventListener("input", grow);
    return () => element.removeEventListener("input", grow);
  }, [field]);
}

const lengthIntervalMs = 250;

/** How long the text of a field is, in UTF-16 code units; looked at a few times a second, not with every key. */
export function useFieldLength(field: RefObject<HTMLTextAreaElement>): number {
  const [length, setLength] = useState(0);
  useEffect(() => {
    const element = field.current;
    if (!element) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    function look(): void {
      timer = undefined;
      setLength(element?.textLength ?? 0);
    }
    function onInput(): void {
      timer ??= setTimeout(look, lengthIntervalMs);
    }
    look();
    element.addEventListener("input", onInput);
    return () => {
      clearTimeout(timer);
      element.removeEventListener("input", onInput);
    };
  }, [field]);
  return length;
}

import { useEffect, type RefObject } from "react";
import type { Preferences } from "../preferences.ts";
import { useNonce } from "../nonce.ts";
import { useIsWrittenByServer } from "../written-by-server.ts";

interface EarlyForm extends HTMLFormElement {
  /** A key was pressed that sends, before the page was alive. */
  sendsWhenAlive?: boolean;
  isAlive?: boolean;
}

/** Runs while the page is read. What it keeps is on the form itself, where the script of the page finds it. */
const script = (sendKey: Preferences["sendKey"]) => `(function (form) {
form.elements.content.addEventListener("keydown", function (e) {
if (form.isAlive || e.key !== "Enter" || e.shiftKey || e.isComposing || e.keyCode === 229) return;
if (${sendKey === "enter" ? 'matchMedia("(pointer: coarse)").matches && ' : ""}!(e.ctrlKey || e.metaKey)) return;
e.preventDefault(); form.sendsWhenAlive = true; });
})(document.currentScript.closest("form"))`;

/** Lets Enter mean the same before the page is alive as after: the message goes out as soon as that is possible. */
export function EarlyEnter({ sendKey }: Pick<Preferences, "sendKey">) {
  const nonce = useNonce();
  if (!useIsWrittenByServer()) return null;
  // Browsers do not tell scripts the nonce of an element: the two sides differ in it.
  return (
    <script nonce={nonce} suppressHydrationWarning dangerouslySetInnerHTML={{ __html: script(sendKey) }} />
  );
}

/** Sends what was to be sent before the page was alive. */
export function useEarlyEnter(form: RefObject<HTMLFormElement>, isAlive: boolean): void {
  useEffect(() => {
    const element: EarlyForm | null = form.current;
    if (!element || !isAlive || element.isAlive === true) return;
    element.isAlive = true;
    if (element.sendsWhenAlive === true) element.requestSubmit();
  }, [form, isAlive]);
}

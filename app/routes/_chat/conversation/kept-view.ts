import { useLocation, useNavigationType } from "@remix-run/react";
import { useEffect, type RefObject } from "react";

/** The first message in view, and how far its top stands above the top of the list, in pixels. */
interface View {
  messageId: string;
  offset: number;
}

const storageKey = "views";
const maxKept = 30;
const saveDelayMs = 200;
/** This near to the end a view needs no keeping, in pixels: pages open at their end. */
const nearPx = 48;

/** Shows a page that one comes back to as one left it, unless that was at its end. Runs after `useFollowScroll`. */
export function useKeptView(scrollRef: RefObject<HTMLElement>): void {
  const { key, pathname } = useLocation();
  const navigationType: string = useNavigationType();
  const isComingBack = navigationType === "POP";
  const name = `${pathname} ${key}`;

  useEffect(() => {
    const scroll = scrollRef.current;
    if (!scroll) return;
    if (isComingBack) showView(scroll, loadViews().get(name));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const save = () => saveView(name, findView(scroll));
    function onScroll(): void {
      clearTimeout(timer);
      timer = setTimeout(save, saveDelayMs);
    }
    scroll.addEventListener("scroll", onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      scroll.removeEventListener("scroll", onScroll);
    };
  }, [scrollRef, name, isComingBack]);
}

function listMessages(scroll: HTMLElement): HTMLElement[] {
  return [...scroll.querySelectorAll<HTMLElement>("article[data-message-id]")];
}

function findView(scroll: HTMLElement): View | undefined {
  if (scroll.scrollHeight - scroll.clientHeight - scroll.scrollTop <= nearPx) return undefined;
  const { top } = scroll.getBoundingClientRect();
  const first = listMessages(scroll).find((message) => message.getBoundingClientRect().bottom > top);
  const messageId = first?.dataset["messageId"];
  if (!first || messageId === undefined) return undefined;
  return { messageId, offset: top - first.getBoundingClientRect().top };
}

function showView(scroll: HTMLElement, view: View | undefined): void {
  if (!view) return;
  const message = listMessages(scroll).find(({ dataset }) => dataset["messageId"] === view.messageId);
  if (!message) return;
  const place = () => {
    const { top } = scroll.getBoundingClientRect();
    scroll.scrollTop += message.getBoundingClientRect().top - top + view.offset;
  };
  place();
  // Messages that come into view take their real height only then.
  requestAnimationFrame(place);
}

function loadViews(): Map<string, View> {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(storageKey) ?? "[]");
    return new Map(Array.isArray(kept) ? kept.filter(isKeptView) : []);
  } catch {
    // Not written by us: pages then open at their end.
    return new Map();
  }
}

function saveView(name: string, view: View | undefined): void {
  const views = loadViews();
  views.delete(name);
  if (view) views.set(name, view);
  try {
    sessionStorage.setItem(storageKey, JSON.stringify([...views].slice(-maxKept)));
  } catch {
    // The browser's room for this site is full: pages then open at their end.
  }
}

function isKeptView(entry: unknown): entry is [string, View] {
  if (!Array.isArray(entry) || typeof entry[0] !== "string") return false;
  const view: unknown = entry[1];
  return (
    typeof view === "object" &&
    view !== null &&
    "messageId" in view &&
    typeof view.messageId === "string" &&
    "offset" in view &&
    typeof view.offset === "number"
  );
}

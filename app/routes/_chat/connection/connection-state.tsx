import { useRevalidator, useRouteLoaderData } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { ConnectionBanner } from "#app/ui/connection-banner.tsx";
import type { ChatData } from "../chat-data.server.ts";

/** A hiccup shorter than this is nobody's concern, in milliseconds. */
const patienceMs = 1_000;

/** Says when the page is out of touch, or can only be read, and brings the pages up to date when that is over. */
export function ConnectionState() {
  const connection = useChatState((state) => state.connection);
  const writable = useChatState((state) => state.writable);
  const data = useRouteLoaderData<() => ChatData>("routes/_chat");
  const isOnline = useOnline();
  useCatchUp(connection === "open" && writable);
  const isAway = useLasting(connection === "away", patienceMs);
  if (connection === "signed-out") return <ConnectionBanner state="signedOut" />;
  if (!isOnline) return <ConnectionBanner state="offline" />;
  if (isAway) return <ConnectionBanner state="away" />;
  if (writable) return null;
  return <ConnectionBanner state={data?.service.stale ? "stale" : "readOnly"} />;
}

/** Loads the pages again after a break: what was told meanwhile was not heard. */
function useCatchUp(isInTouch: boolean): void {
  const { revalidate } = useRevalidator();
  const wasInTouch = useRef<boolean>();
  useEffect(() => {
    if (isInTouch && wasInTouch.current === false) revalidate();
    // The first connection follows a page that is fresh.
    if (isInTouch || wasInTouch.current !== undefined) wasInTouch.current = isInTouch;
  }, [isInTouch, revalidate]);
}

function useOnline(): boolean {
  const [isOnline, setOnline] = useState(true);
  useEffect(() => {
    const update = () => setOnline(navigator.onLine);
    update();
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    return () => {
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
    };
  }, []);
  return isOnline;
}

/** True once `state` has lasted. */
function useLasting(state: boolean, forMs: number): boolean {
  const [hasLasted, setLasted] = useState(false);
  useEffect(() => {
    if (!state) return;
    const timer = setTimeout(() => setLasted(true), forMs);
    return () => {
      clearTimeout(timer);
      setLasted(false);
    };
  }, [state, forMs]);
  return hasLasted;
}

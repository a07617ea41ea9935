import { useRevalidator } from "@remix-run/react";
import { useEffect, useRef, useState } from "react";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { ConnectionBanner } from "#app/ui/connection-banner.tsx";

/** A hiccup shorter than this is nobody's concern, in milliseconds. */
const patienceMs = 1_000;

/** Says when the page is out of touch, and brings the pages up to date when it is back. */
export function ConnectionState() {
  const connection = useChatState((state) => state.connection);
  const isOnline = useOnline();
  useCatchUp(connection === "open");
  const isAway = useLasting(connection === "away", patienceMs);
  if (connection === "signed-out") return <ConnectionBanner state="signed-out" />;
  if (!isOnline) return <ConnectionBanner state="offline" />;
  return isAway ? <ConnectionBanner state="away" /> : null;
}

/** Loads the pages again after a break: what was told meanwhile was not heard. */
function useCatchUp(isOpen: boolean): void {
  const { revalidate } = useRevalidator();
  const wasOpen = useRef<boolean>();
  useEffect(() => {
    if (isOpen && wasOpen.current === false) revalidate();
    // The first connection follows a page that is fresh.
    if (isOpen || wasOpen.current !== undefined) wasOpen.current = isOpen;
  }, [isOpen, revalidate]);
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

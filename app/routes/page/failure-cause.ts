import { isRouteErrorResponse, useRevalidator } from "@remix-run/react";
import { useEffect, useState, useSyncExternalStore } from "react";
import { isSignedOut } from "./sign-in-check.ts";

/**
 * Why a page could not be shown. `told`: the server said so, in its answer. For anything else the browser has only an exception, and
 * looks for itself: the session ended (`signedOut`), the server is out of reach (`unreachable`), or the page broke (`broken`).
 */
export type FailureCause = "told" | "looking" | "signedOut" | "unreachable" | "broken";

export function useFailureCause(error: unknown): FailureCause {
  const isTold = isRouteErrorResponse(error);
  // A page that came from the server with its error broke there, and has to read well without script.
  const isFromServer = useSyncExternalStore(
    subscribeToNothing,
    () => false,
    () => true,
  );
  const [found, setFound] = useState<FailureCause>(isFromServer ? "broken" : "looking");
  useEffect(() => {
    if (isTold) return;
    let isCurrent = true;
    void findCause().then((cause) => {
      if (isCurrent) setFound(cause);
    });
    return () => {
      isCurrent = false;
    };
  }, [isTold, error]);
  return isTold ? "told" : found;
}

const subscribeToNothing = () => () => undefined;

async function findCause(): Promise<FailureCause> {
  if (await isSignedOut()) return "signedOut";
  return (await answers("/api/healthz")) ? "broken" : "unreachable";
}

const lookEveryMs = 2_000;

/** Loads the page again once `address` answers well. */
export function useRecovery(address: string | undefined): void {
  const { revalidate } = useRevalidator();
  useEffect(() => {
    if (address === undefined) return;
    const timer = setInterval(() => {
      void answers(address).then((isBack) => {
        if (isBack) revalidate();
      });
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [address, revalidate]);
}

async function answers(address: string): Promise<boolean> {
  try {
    return (await fetch(address, { cache: "no-store" })).ok;
  } catch {
    return false;
  }
}

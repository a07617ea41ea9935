import { isRouteErrorResponse } from "@remix-run/react";
import { useEffect } from "react";
import type { ChatData } from "../chat-data.server.ts";

/** Of this tab; never set on the server, which runs no effects. */
let lastKnown: ChatData | undefined;

export function useLastKnown(data: ChatData): void {
  useEffect(() => {
    lastKnown = data;
  }, [data]);
}

/**
 * What the shell of the chat shows while the server cannot be asked, or asks for a sign-in: the shell, what waits to be sent and the
 * drafts are there whatever becomes of a page.
 */
export async function orLastKnown(load: () => Promise<ChatData>): Promise<ChatData> {
  try {
    return await load();
  } catch (error) {
    const isServersWord = isRouteErrorResponse(error) && error.status !== 401;
    if (isServersWord || !lastKnown) throw error;
    return lastKnown;
  }
}

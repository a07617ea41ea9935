import { useEffect } from "react";

declare global {
  interface Window {
    /** Remix's own list of what each page is made of. */
    __remixManifest: { routes: Record<string, { id: string; module: string; imports?: string[] }> };
  }
}

/**
 * Fetches the scripts of the other pages of the chat once the page is touched, so that every page can be opened
 * while there is no connection. Without them Remix would load the whole document anew, which then fails.
 */
export function usePagePreloading(): void {
  useEffect(() => {
    const touches = ["pointermove", "pointerdown", "keydown"] as const;
    function preload(): void {
      for (const touch of touches) removeEventListener(touch, preload);
      for (const path of listScripts()) {
        const link = document.createElement("link");
        Object.assign(link, { rel: "modulepreload", href: path });
        document.head.append(link);
      }
    }
    for (const touch of touches) addEventListener(touch, preload, { passive: true });
    return () => {
      for (const touch of touches) removeEventListener(touch, preload);
    };
  }, []);
}

function listScripts(): Set<string> {
  const routes = Object.values(window.__remixManifest.routes);
  const pages = routes.filter(({ id }) => id.startsWith("routes/_chat"));
  return new Set(pages.flatMap(({ module, imports = [] }) => [module, ...imports]));
}

import { useEffect } from "react";

/** A keyboard is taller than any bar of a browser, in pixels. */
const minKeyboardPx = 120;

/**
 * Keeps the composer above the keyboard of browsers that lay it over the page (iOS) instead of making the page
 * smaller, which the viewport tag asks the others to do.
 */
export function useKeyboardRoom(): void {
  useEffect(() => {
    const viewport = window.visualViewport;
    if (!viewport) return;
    function fit(): void {
      if (!viewport) return;
      const covered = window.innerHeight - viewport.height * viewport.scale;
      const isCovered = covered > minKeyboardPx && viewport.scale === 1;
      document.body.style.height = isCovered ? `${viewport.height}px` : "";
      // iOS scrolls the page to show the field; with room made for it that is no longer wanted.
      if (isCovered) window.scrollTo(0, 0);
    }
    viewport.addEventListener("resize", fit);
    return () => viewport.removeEventListener("resize", fit);
  }, []);
}

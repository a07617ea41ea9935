import { useCallback, useSyncExternalStore } from "react";

/** The person points with a finger: a keyboard on the screen covers half the page, and has no Shift Enter. */
const coarse = "(pointer: coarse)";

/** Whether the focus may go to a field by itself: a keyboard on the screen only comes when it is asked for. */
export function mayFocusField(): boolean {
  return !matchMedia(coarse).matches;
}

export function useCoarsePointer(): boolean {
  return useMedia(coarse);
}

/** Whether nothing can be pointed at without touching it. */
export function useTouch(): boolean {
  return useMedia("(hover: none)");
}

/** False in what the server writes. */
function useMedia(media: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const query = matchMedia(media);
      query.addEventListener("change", changed);
      return () => query.removeEventListener("change", changed);
    },
    [media],
  );
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(media).matches,
    () => false,
  );
}

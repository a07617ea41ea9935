import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** False while the page is as the server wrote it: times are the reader's, whom the server does not know. */
export function useIsAlive(): boolean {
  return useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
}

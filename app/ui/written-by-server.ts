import { useSyncExternalStore } from "react";

const never = () => () => undefined;

/** True in what the server writes, until the page is alive. */
export function useIsWrittenByServer(): boolean {
  return useSyncExternalStore(
    never,
    () => false,
    () => true,
  );
}

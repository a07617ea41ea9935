/** What one page tells the next when it moves the person there. */
export interface ArrivalState {
  /** The person was writing and wants to go on. */
  isWriting: true;
}

export function isArrivalState(state: unknown): state is ArrivalState {
  return typeof state === "object" && state !== null && "isWriting" in state && state.isWriting === true;
}

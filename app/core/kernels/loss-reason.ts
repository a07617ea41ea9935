/** Why a kernel's variables are gone. */
export type LossReason =
  /** Nobody used it for long, or another conversation needed its place. */
  | "culled"
  /** It ended by itself: a crash, or the server's memory limit. */
  | "died"
  /** Code did not stop when it had to. */
  | "time_limit"
  /** Code printed so much that its messages cannot be taken any more. */
  | "output_limit"
  /** Asked for by the person. */
  | "restarted"
  /** The server that runs it could not be reached any more. */
  | "unreachable";

import type { FreshReads } from "../conversation/conversation-store.ts";

/** The reads of one request, and what its answer has to tell the client. */
export interface RequestReads extends FreshReads {
  /** Makes sure that `readAfter` covers what was written for the user until now. Call after writing. */
  coverWrites(userId: string): Promise<void>;
  /**
   * What the client's next read should bear so that it is not older than this request; `undefined` when nothing is
   * known that it would not bear already.
   */
  readAfter(userId: string): string | undefined;
  /** True once a read could not be as new as it should be, since the primary is away. */
  readonly isStale: boolean;
  /** False while the primary is away: what is sent waits. */
  readonly isWritable: boolean;
}

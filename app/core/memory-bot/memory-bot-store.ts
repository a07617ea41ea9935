import type { User } from "#app/protocol/resources.ts";

export type Taken =
  /** The turn has the conversation to itself. */
  | { outcome: "taken"; conversationId: string }
  /** An answer is being written in it, by whichever edge and process. */
  | { outcome: "busy" }
  | { outcome: "not_found" };

interface ChatTurn {
  userId: string;
  number: number;
  /** The id that the turn's user message has or will have. */
  turnId: string;
}

/** The numbers by which programs know their conversations. All on the primary. @throws AppError database_unavailable */
export interface MemoryBotStore {
  /**
   * Makes a conversation under the user's next number, taken by its first turn; gives the number of one that is there.
   * `undefined` when the id is taken by something else.
   */
  open(chat: {
    user: User;
    conversationId: string;
    context: string | undefined;
    turnId: string;
  }): Promise<{ number: number; isNew: boolean } | undefined>;
  /** Also takes it from a turn that never began since its process was lost. */
  take(turn: ChatTurn): Promise<Taken>;
  /** Lets the next turn in. */
  release(turn: ChatTurn): Promise<void>;
}

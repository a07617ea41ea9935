import type { User } from "#app/protocol/resources.ts";

export interface MemoryBotCommand {
  user: User;
  requestId: string;
  /** The number of the conversation to go on with; undefined starts one. */
  number: number | undefined;
  /** The system prompt of a conversation that is started; undefined: the model's own. */
  context: string | undefined;
  prompt: string;
  /** Asking again under the same key gives the same answer, and no second turn. */
  key: string | undefined;
  /** Fires when nobody waits for the answer any more. */
  gone: AbortSignal;
  /** Whether the answer is then stopped; else it is written to its end. */
  stopWhenGone: boolean;
}

export interface MemoryBotReply {
  number: number;
  conversationId: string;
  reply: string;
  /** Of the prompt, with all that the model was shown, and of the answer. */
  tokens: number;
  /** When the answer was written, ISO 8601. */
  timestamp: string;
}

/** Conversations for programs that keep nothing but a number. */
export interface MemoryBot {
  /**
   * Runs one turn and waits for its answer. Turns of one conversation run one after the other, so that each sees
   * those before it.
   * @throws AppError as `Turns.send` does; not_found for an unknown number; what the answer failed with
   */
  answer(command: MemoryBotCommand): Promise<MemoryBotReply>;
}

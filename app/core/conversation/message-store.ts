import type { Feedback, Message } from "#app/protocol/resources.ts";

/** Writes on the primary that change messages which are there. Each is one transaction, scoped by its owner. */
export interface MessageWriter {
  /** `undefined` when there is no such answer of the user's. */
  setFeedback(command: {
    userId: string;
    messageId: string;
    feedback: Feedback | null;
  }): Promise<Message | undefined>;
  /** Takes the words out of a user message, and out of the title that was made of them: they were blocked. */
  withholdQuestion(command: { userId: string; messageId: string }): Promise<Message | undefined>;
  /**
   * Removes a message with all that follows it. Where the active branch went through it, the newest branch beside it
   * becomes the active one, else what it followed.
   * @returns the conversation that it was in, or `undefined` when there was nothing to remove
   * @throws AppError conflict while an answer is being written there
   */
  deleteBranch(command: { userId: string; messageId: string }): Promise<string | undefined>;
}

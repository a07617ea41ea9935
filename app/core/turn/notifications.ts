/** What one process tells the others. Notices may be lost: they only hasten what the others would find by looking. */
export interface Notifications {
  /** The log of a running answer has grown. */
  notifyLogged(generationId: string): void;
  /** Something was written to the outbox. */
  notifyOutbox(): void;
  /** The process that writes this answer is asked to stop. */
  notifyStopRequested(generationId: string): void;
}

/** What happened in other processes, as the outbox tells. */
export interface OutboxEvent {
  kind: "turn" | "end" | "conversation" | "deleted" | "message" | "message_deleted";
  userId: string;
  conversationId: string;
  generationId: string | null;
  /** Of the last two kinds. */
  messageId: string | null;
}

export interface NotificationHandler {
  onAnswersLogged(generationIds: string[]): void;
  onStopRequested(generationId: string): void;
  onOutboxEvents(events: OutboxEvent[]): void;
}

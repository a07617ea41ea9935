/** What one process tells the others. Notices may be lost: they only hasten what the others would find by looking. */
export interface Notices {
  /** The log of a running answer has grown. */
  answerLogged(generationId: string): void;
  /** Something was written to the outbox. */
  outboxWritten(): void;
  /** The process that writes this answer is asked to stop. */
  stopRequested(generationId: string): void;
}

/** What happened in other processes, as the outbox tells. */
export interface Announcement {
  kind: "turn" | "end" | "conversation" | "deleted" | "message" | "message_deleted";
  userId: string;
  conversationId: string;
  generationId: string | null;
  /** Of the last two kinds. */
  messageId: string | null;
}

export interface NoticeListener {
  onAnswersLogged(generationIds: string[]): void;
  onStopRequested(generationId: string): void;
  onAnnouncements(announcements: Announcement[]): void;
}

/** Tokens of one user on one day, by one model. */
export interface TokenCount {
  userId: string;
  /** UTC, `2026-03-10`. */
  day: string;
  model: string;
  promptTokens: number;
  completionTokens: number;
  answers: number;
}

export interface DayTokens {
  promptTokens: number;
  completionTokens: number;
}

export interface UsageStore {
  /** Adds to what is there, in one statement. */
  add(counts: readonly TokenCount[]): Promise<void>;
  /** Of all models. @throws AppError database_unavailable */
  readDay(query: { userId: string; day: string }): Promise<DayTokens>;
}

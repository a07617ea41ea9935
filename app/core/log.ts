type Write = (fields: Record<string, unknown>, message: string) => void;

/** What the core needs of a logger; pino's has this shape. Message texts of people are never logged. */
export interface Log {
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
}

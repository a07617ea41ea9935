/** The part of a pino logger that this adapter uses. */
export interface AdapterLog {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

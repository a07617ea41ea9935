const maxCauses = 5;

/** What the log keeps of an error. */
export interface ErrorRecord {
  name: string;
  code?: string;
  message: string;
  /** Frames only: the head of a stack repeats the message. */
  stack: string;
  cause?: ErrorRecord;
  errors?: ErrorRecord[];
}

/**
 * Turns an error into name, code, message, frames and chain of causes. All other properties stay out of the log:
 * drivers and clients hang requests, parameters and rows on their errors, which hold what people wrote.
 */
export function serializeError(error: unknown): unknown {
  return error instanceof Error ? toRecord(error, maxCauses) : error;
}

function toRecord(error: Error, causesLeft: number): ErrorRecord {
  const code = "code" in error ? error.code : undefined;
  const more = causesLeft > 0;
  const errors: unknown[] = more && error instanceof AggregateError ? error.errors : [];
  const inner = errors.filter((entry) => entry instanceof Error);
  return {
    name: error.name,
    ...((typeof code === "string" || typeof code === "number") && { code: String(code) }),
    message: safeMessage(error),
    stack: frames(error),
    ...(more && error.cause instanceof Error && { cause: toRecord(error.cause, causesLeft - 1) }),
    ...(inner.length > 0 && { errors: inner.map((entry) => toRecord(entry, causesLeft - 1)) }),
  };
}

/** Two kinds of messages quote their input: JSON.parse the text, drizzle the values of the statement. */
export function safeMessage(error: Error): string {
  if (error.name === "SyntaxError" && /JSON/.test(error.message)) return "Not valid JSON";
  if ("query" in error && "params" in error) return error.message.replace(/\nparams: .*$/s, "");
  return error.message;
}

function frames({ message, stack = "" }: Error): string {
  const start = message === "" ? -1 : stack.indexOf(message);
  const rest = start === -1 ? stack : stack.slice(start + message.length);
  return rest
    .split("\n")
    .filter((line) => /^\s+at /.test(line))
    .join("\n");
}

import { pino, type DestinationStream } from "pino";
import { isColorSupported, prettyFactory } from "pino-pretty";
import { safeMessage, serializeError } from "./error-record.ts";

/** `log.child({ requestId })` makes the logger of one request. Text that people or models wrote is never logged. */
export type Logger = pino.Logger;

export interface LogOptions {
  level: pino.LevelWithSilent;
  /** For people at a terminal; else one JSON object per line. */
  pretty: boolean;
  /** Standard output when absent. */
  destination?: DestinationStream;
}

const secretKeys = [
  "apiKey",
  "api_key",
  "authorization",
  "Authorization",
  "cookie",
  "Cookie",
  "password",
  "secret",
  "set-cookie",
  "token",
];

/** A last guard: nothing that bears one of these names is meant to be logged, down to three levels. */
const secretPaths = ["", "*.", "*.*."].flatMap((parents) =>
  secretKeys.map((key) =>
    key.includes("-") ? `${parents.replace(/\.$/, "")}["${key}"]` : `${parents}${key}`,
  ),
);

export function createLogger({ level, pretty: isPretty, destination }: LogOptions): Logger {
  const output = destination ?? pino.destination({ dest: 1, sync: true });
  const options: pino.LoggerOptions = {
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
    redact: { paths: secretPaths, censor: "***" },
    hooks: { logMethod: withSafeMessage },
    serializers: { err: serializeError, error: serializeError, reason: serializeError },
  };
  return pino(options, isPretty ? prettyStream(output) : output);
}

/** An error logged alone would lend its raw message to the line; the record's own message stands in. */
function withSafeMessage(this: Logger, args: Parameters<pino.LogFn>, method: pino.LogFn): void {
  const first: unknown = args[0];
  const error = typeof first === "object" && first !== null && "err" in first ? first.err : first;
  if (args.length === 1 && error instanceof Error) return method.apply(this, [first, safeMessage(error)]);
  return method.apply(this, args);
}

/** In this thread and at once: a worker would need a file of its own beside the bundle and lose the last lines before an exit. */
function prettyStream(destination: DestinationStream): DestinationStream {
  const format = prettyFactory({ translateTime: "SYS:HH:MM:ss.l", colorize: isColorSupported });
  return { write: (line) => destination.write(format(line)) };
}

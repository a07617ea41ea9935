import type { ServerError } from "./server-text.ts";

/** What went wrong between us and the model server, before it is put into words for people. */
export type UpstreamFault =
  /** The connection was refused, reset or could not be made; `code` is Node's, for example `ECONNRESET`. */
  | { kind: "connection"; code: string }
  /** A status other than 2xx, a redirect included. */
  | {
      kind: "http";
      status: number;
      text: string | undefined;
      overflow?: ServerError["overflow"];
      retryAfterMs?: number | undefined;
      /** Where a redirect points, for the operator alone: origin and path. */
      redirectsTo?: string | undefined;
    }
  /** An error inside a 200 stream. */
  | ({ kind: "in_band" } & ServerError)
  /** The stream ended without a finish reason. */
  | { kind: "truncated" }
  /** Not an event stream of chat chunks. */
  | { kind: "protocol"; detail: string }
  /** More bytes than one event or one answer may have. */
  | { kind: "too_large"; limitBytes: number };

function describe(fault: UpstreamFault): string {
  switch (fault.kind) {
    case "connection":
      return `connection to the model server failed: ${fault.code}`;
    case "http":
      if (fault.redirectsTo === undefined) return `model server answered with status ${fault.status}`;
      return (
        `model server answered with status ${fault.status} and points to ${fault.redirectsTo}; ` +
        "redirects are not followed: set the url of LLM to where the model is"
      );
    case "in_band":
      return "model server reported an error inside the stream";
    case "truncated":
      return "stream ended without a finish reason";
    case "protocol":
      return `not a chat stream: ${fault.detail}`;
    case "too_large":
      return `more than ${fault.limitBytes} bytes`;
  }
}

/**
 * Internal to this adapter and the `cause` of its AppErrors. Holds no key, no chat text and, but for the target of a
 * redirect, no address in what a logger prints; the server's own words stay in `fault`, which is not enumerable.
 */
export class UpstreamError extends Error {
  declare readonly fault: UpstreamFault;

  /** @param detail the server's words, if a log may hold them. */
  constructor(fault: UpstreamFault, detail?: string) {
    super(detail === undefined ? describe(fault) : `${describe(fault)}: ${detail}`);
    this.name = "UpstreamError";
    Object.defineProperty(this, "fault", { value: fault, enumerable: false });
  }
}

import type { IncomingMessage } from "node:http";

/**
 * The beginning of a body as text: what has come within the limits. Never fails: a body that breaks off gives
 * what there was. The connection goes back to the pool if the body was whole, else it is closed.
 */
export function readText(
  response: IncomingMessage,
  { maxBytes, timeoutMs }: { maxBytes: number; timeoutMs: number },
): Promise<string> {
  return new Promise((resolve) => {
    if (response.closed) {
      resolve("");
      return;
    }
    const pieces: Uint8Array[] = [];
    let bytes = 0;
    const timer = setTimeout(() => response.destroy(), timeoutMs);
    response.on("data", (piece: Uint8Array) => {
      pieces.push(piece);
      bytes += piece.length;
      if (bytes > maxBytes) response.destroy();
    });
    response.on("error", () => response.destroy());
    response.once("close", () => {
      clearTimeout(timer);
      resolve(Buffer.concat(pieces).toString("utf8", 0, maxBytes));
    });
  });
}

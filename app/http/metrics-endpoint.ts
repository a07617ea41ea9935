import type { IncomingMessage, ServerResponse } from "node:http";
import type { EdgeRules } from "./edge-rules.ts";

/** Every metric in the text format of Prometheus. */
export interface MetricsText {
  contentType: string;
  read(): Promise<string>;
}

/** Prometheus' text format. @param mayScrape whoever may not finds nothing there */
export function createMetricsEndpoint(
  metrics: MetricsText,
  mayScrape: (request: IncomingMessage) => boolean,
) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (!mayScrape(request)) {
      response.writeHead(404, { "Content-Type": "application/json" });
      response.end(
        JSON.stringify({
          error: { code: "not_found", message: "There is nothing here, or it is not yours." },
        }),
      );
      return;
    }
    metrics.read().then(
      (text) => {
        response.writeHead(200, { "Content-Type": metrics.contentType });
        response.end(text);
      },
      () => response.writeHead(500).end(),
    );
  };
}

/**
 * On the main port only scrapers inside may: the peer is trusted, and no user header shows that the request came
 * through the sign-in proxy.
 */
export function scrapersInside({ isTrustedPeer }: EdgeRules, userIdHeader: string) {
  const name = userIdHeader.toLowerCase();
  return ({ socket, headers }: IncomingMessage) =>
    isTrustedPeer(socket.remoteAddress) && headers[name] === undefined;
}

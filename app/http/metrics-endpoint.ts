import type { IncomingMessage, ServerResponse } from "node:http";

/** Every metric in the text format of Prometheus. */
export interface MetricsText {
  contentType: string;
  read(): Promise<string>;
}

interface Access {
  isTrustedPeer: (address: string | undefined) => boolean;
  /** In lower case. */
  userIdHeader: string;
}

/**
 * Prometheus' text format. On the main port it is only for scrapers inside: the peer is trusted and no user
 * header shows that the request came through the sign-in proxy. On a port of its own, `access` is undefined.
 */
export function createMetricsEndpoint(metrics: MetricsText, access: Access | undefined) {
  return (request: IncomingMessage, response: ServerResponse): void => {
    if (access && !isScraper(request, access)) {
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

function isScraper(request: IncomingMessage, { isTrustedPeer, userIdHeader }: Access): boolean {
  return isTrustedPeer(request.socket.remoteAddress) && request.headers[userIdHeader] === undefined;
}

import { Writable } from "node:stream";
import { I18nProvider } from "@lingui/react";
import type { AppLoadContext, EntryContext, HandleErrorFunction } from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { renderToPipeableStream } from "react-dom/server";
import { textsOfRequest } from "./i18n/request-texts.server.ts";
import { MarkdownProvider } from "./ui/markdown/markdown.tsx";
import { createServerMarkdown } from "./ui/markdown/server-markdown.tsx";
import { NonceProvider } from "./ui/nonce.ts";

/** How long a page may take to render before it is given up, in milliseconds. */
export const streamTimeout = 10_000;

/**
 * Renders a page and sends it whole: no page has a part that comes late, and in pieces of two kilobytes, as React writes
 * it, it would be compressed to four times the size, in four times the time.
 */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const i18n = textsOfRequest(request);
  headers.set("Content-Language", i18n.locale);
  headers.append("Vary", "Accept-Language, Cookie");
  return new Promise((resolve, reject) => {
    let isShellReady = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={loadContext.nonce}>
        <I18nProvider i18n={i18n}>
          <MarkdownProvider renderer={createServerMarkdown(loadContext.markdownHtml)}>
            <RemixServer
              context={remixContext}
              url={request.url}
              abortDelay={streamTimeout}
              nonce={loadContext.nonce}
            />
          </MarkdownProvider>
        </I18nProvider>
      </NonceProvider>,
      {
        nonce: loadContext.nonce,
        onShellReady() {
          isShellReady = true;
        },
        onAllReady() {
          const page = collect((body) => {
            headers.set("Content-Type", "text/html; charset=utf-8");
            resolve(new Response(body, { status, headers }));
          });
          pipe(page);
        },
        onShellError: reject,
        onError(error) {
          // Before the page has started the error comes back through onShellError and is told there.
          if (isShellReady) loadContext.reportError("internal", error);
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Takes what is written until its end. */
function collect(onEnd: (body: Uint8Array<ArrayBuffer>) => void): Writable {
  const chunks: Buffer[] = [];
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    final(done) {
      onEnd(Buffer.concat(chunks));
      done();
    },
  });
}

/** Tells of what a loader, an action or a page threw that nobody expected. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (!request.signal.aborted && !isRouteErrorResponse(error)) context.reportError("internal", error);
};

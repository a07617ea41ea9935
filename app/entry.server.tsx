import { PassThrough } from "node:stream";
import { I18nProvider } from "@lingui/react";
import {
  createReadableStreamFromReadable,
  type AppLoadContext,
  type EntryContext,
  type HandleErrorFunction,
} from "@remix-run/node";
import { isRouteErrorResponse, RemixServer } from "@remix-run/react";
import { isbot } from "isbot";
import { renderToPipeableStream } from "react-dom/server";
import { textsOfRequest } from "./i18n/request-texts.server.ts";
import { MarkdownProvider } from "./ui/markdown/markdown.tsx";
import { RenderedMarkdown } from "./ui/markdown/rendered-markdown.tsx";
import { NonceProvider } from "./ui/nonce.ts";

/** How long a page may take to render before it is given up, in milliseconds. */
export const streamTimeout = 10_000;

/** Renders a page. It is sent as it comes, except to crawlers, which get it whole. */
export default function handleRequest(
  request: Request,
  status: number,
  headers: Headers,
  remixContext: EntryContext,
  loadContext: AppLoadContext,
): Promise<Response> {
  const readyEvent = isbot(request.headers.get("User-Agent") ?? "") ? "onAllReady" : "onShellReady";
  const i18n = textsOfRequest(request);
  headers.set("Content-Language", i18n.locale);
  headers.append("Vary", "Accept-Language, Cookie");
  return new Promise((resolve, reject) => {
    let isStarted = false;
    const { pipe, abort } = renderToPipeableStream(
      <NonceProvider value={loadContext.nonce}>
        <I18nProvider i18n={i18n}>
          <MarkdownProvider renderer={RenderedMarkdown}>
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
        [readyEvent]() {
          isStarted = true;
          const body = new PassThrough();
          headers.set("Content-Type", "text/html; charset=utf-8");
          resolve(new Response(createReadableStreamFromReadable(body), { status, headers }));
          pipe(body);
        },
        onShellError: reject,
        onError(error) {
          // Before the page has started the error comes back through onShellError and is told there.
          if (isStarted) loadContext.reportError("internal", error);
        },
      },
    );
    setTimeout(abort, streamTimeout + 1_000).unref();
  });
}

/** Tells of what a loader, an action or a page threw that nobody expected. */
export const handleError: HandleErrorFunction = (error, { request, context }) => {
  if (!request.signal.aborted && !isRouteErrorResponse(error)) context.reportError("internal", error);
};

/**
 * The floor of pages: Remix on Express with a root, one route and its loader. No database, no compression, no
 * styles; the same way of rendering as the product.
 */
import { once } from "node:events";
import { createServer } from "node:http";
import { PassThrough } from "node:stream";
import { createRequestHandler } from "@remix-run/express";
import { createReadableStreamFromReadable, type EntryContext, type ServerBuild } from "@remix-run/node";
import { Links, Meta, Outlet, RemixServer, Scripts, useLoaderData } from "@remix-run/react";
import express from "express";
import { renderToPipeableStream } from "react-dom/server";

function Root() {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <Meta />
        <Links />
      </head>
      <body>
        <Outlet />
        <Scripts />
      </body>
    </html>
  );
}

const loader = () => ({ greeting: "Hello" });

function Page() {
  const { greeting } = useLoaderData<typeof loader>();
  return <h1>{greeting}</h1>;
}

function handleRequest(request: Request, status: number, headers: Headers, context: EntryContext) {
  return new Promise<Response>((resolve, reject) => {
    const { pipe } = renderToPipeableStream(<RemixServer context={context} url={request.url} />, {
      onShellReady() {
        const body = new PassThrough();
        headers.set("Content-Type", "text/html; charset=utf-8");
        resolve(new Response(createReadableStreamFromReadable(body), { status, headers }));
        pipe(body);
      },
      onShellError: reject,
    });
  });
}

const routeFacts = {
  hasAction: false,
  hasClientAction: false,
  hasClientLoader: false,
  hasErrorBoundary: false,
  imports: [],
};
const pageId = "routes/_index";

const build: ServerBuild = {
  mode: "production",
  entry: { module: { default: handleRequest } },
  routes: {
    root: { id: "root", path: "", module: { default: Root } },
    [pageId]: { id: pageId, parentId: "root", index: true, module: { default: Page, loader } },
  },
  assets: {
    entry: { module: "/entry.js", imports: [] },
    routes: {
      root: { id: "root", path: "", hasLoader: false, module: "/root.js", ...routeFacts },
      [pageId]: {
        id: pageId,
        parentId: "root",
        index: true,
        hasLoader: true,
        module: "/index.js",
        ...routeFacts,
      },
    },
    url: "/manifest.js",
    version: "1",
  },
  publicPath: "/",
  assetsBuildDirectory: "",
  isSpaMode: false,
  future: {
    v3_fetcherPersist: true,
    v3_relativeSplatPath: true,
    v3_throwAbortReason: true,
    v3_singleFetch: true,
    v3_lazyRouteDiscovery: false,
  },
};

const app = express();
app.disable("x-powered-by");
const handle = createRequestHandler({ build });
app.all("*", (request, response, next) => void handle(request, response, next));
const server = createServer(app);
server.listen(0, "127.0.0.1");
await once(server, "listening");
const address = server.address();
if (address === null || typeof address === "string") throw new Error("the server has no port");
process.stdout.write(`ready ${JSON.stringify({ url: `http://127.0.0.1:${address.port}/` })}\n`);

import type { LoaderFunctionArgs } from "@remix-run/node";
import frameScript from "#app/ui/markdown/diagram/frame-script.js?raw";

/** The empty frame in which diagrams are drawn. Its policy (security-headers.ts) takes it everything but its one script. */
export function loader({ context }: LoaderFunctionArgs): Response {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Diagram</title>
<style>html,body{margin:0;background:transparent}svg{display:block;margin:auto;max-width:100%;height:auto}</style></head>
<body><script nonce="${context.nonce}">${frameScript}</script></body>
</html>`;
  return new Response(html, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store" },
  });
}

import { createHash } from "node:crypto";
import frameScript from "#app/ui/markdown/diagram/frame-script.js?raw";

/**
 * The frame of diagrams runs a large program of others on what strangers wrote: it has no origin and no network. The
 * program comes as a blob and writes styles into its drawings; in here they can neither load nor cover anything. The
 * script is allowed by its hash: a nonce could be read and lent to a frame within, where WebRTC is still there.
 */
const policy = [
  "default-src 'none'",
  `script-src 'sha256-${createHash("sha256").update(frameScript).digest("base64")}' blob:`,
  "style-src 'unsafe-inline'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'self'",
  "sandbox allow-scripts",
].join("; ");

/** The empty frame in which diagrams are drawn. */
export function loader(): Response {
  const html = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="color-scheme" content="light dark"><title>Diagram</title>
<style>html,body{margin:0;background:transparent}svg{display:block;margin:auto;max-width:100%;height:auto}</style></head>
<body><script>${frameScript}</script></body>
</html>`;
  return new Response(html, {
    headers: {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": policy,
    },
  });
}

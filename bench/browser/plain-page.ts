import { createServer, type Server } from "node:http";
import { once } from "node:events";

/** The floor: a page of plain paragraphs without style and script, as long as a conversation of 50 messages. */
export async function startPlainPage(text: string): Promise<{ url: string; close(): Promise<void> }> {
  const paragraphs = Array.from({ length: 50 }, () => `<p>${escapeHtml(text)}</p>`).join("\n");
  const html = `<!doctype html><html lang="en"><title>Plain</title><main>${paragraphs}<p id="end">The end.</p></main>`;
  const server: Server = createServer((_request, response) => {
    response.setHeader("Content-Type", "text/html; charset=utf-8");
    response.end(html);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}

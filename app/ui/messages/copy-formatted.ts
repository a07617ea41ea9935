/**
 * Copies Markdown with its HTML beside it; browsers that write only text write that. The promises stay within the click
 * that allows the writing.
 * @throws DOMException when the browser refuses
 */
export async function copyFormatted(markdown: string): Promise<void> {
  if (typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(markdown);
  const html = import("../markdown/rich-text.ts").then(({ toRichText }) => toRichText(markdown));
  await navigator.clipboard.write([
    new ClipboardItem({
      "text/plain": new Blob([markdown], { type: "text/plain" }),
      "text/html": html.then((text) => new Blob([text], { type: "text/html" })),
    }),
  ]);
}

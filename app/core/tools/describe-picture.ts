import type { OutputData } from "#app/protocol/parts.ts";

/** A picture in words, for a model that takes none: its type, and its size where its first bytes tell it. */
export function describePicture(mediaType: string, value: OutputData[string]): string {
  const size = typeof value === "string" && mediaType === "image/png" ? readPngSize(value) : "";
  return `[a picture is shown to the person: ${mediaType}${size}]`;
}

/** Width and height stand at a fixed place of a PNG: https://www.w3.org/TR/png-3/#11IHDR */
function readPngSize(base64: string): string {
  const head = Buffer.from(base64.slice(0, 40), "base64");
  if (head.length < 24 || head.toString("latin1", 12, 16) !== "IHDR") return "";
  return `, ${head.readUInt32BE(16)} × ${head.readUInt32BE(20)} pixels`;
}

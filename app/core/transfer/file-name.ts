/** Longer names do not fit every file system once they are encoded. */
const maxLength = 80;
/** Titles are shorter; more of one would only be thrown away. */
const readLength = 1_000;

/**
 * A `Content-Disposition` (RFC 6266) that saves a download under a title, in any script. What a file system or a
 * reader could trip over is left out: separators, control and direction characters, a dot in front.
 * @param extension without the dot
 */
export function attachment(title: string, extension: string): string {
  const cleaned = title
    .slice(0, readLength)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Cs}]/gu, "")
    .replaceAll(/[\\/:*?"<>|%]/g, " ")
    .replaceAll(/\s+/gu, " ")
    .replace(/^[. ]+/, "");
  const name =
    [...cleaned]
      .slice(0, maxLength)
      .join("")
      .trim()
      .replace(/[. ]+$/, "") || "conversation";
  const plain = name.replaceAll(/[^\x20-\x7e]/g, "_");
  const encoded = encodeURIComponent(`${name}.${extension}`).replaceAll(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `attachment; filename="${plain}.${extension}"; filename*=UTF-8''${encoded}`;
}

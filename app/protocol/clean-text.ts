/**
 * The one cleaning of text that comes from people, programs and headers. Browser-safe.
 *
 * PostgreSQL's text holds every character but NUL, and UTF-8 has no form for half a surrogate pair: such a text would
 * fail where it is written, long after it was accepted.
 */

/** A text as it is kept: NUL is left out, half a surrogate pair becomes U+FFFD. Linear. */
export function cleanText(text: string): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  return whole.includes("\0") ? whole.replaceAll("\0", "") : whole;
}

/**
 * What nobody sees but what changes how a text reads or whether two texts are equal: control characters, line and
 * paragraph separators, direction marks, zero-width and filler characters, noncharacters, half surrogate pairs.
 */
export const invisibleCharacters =
  /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufff9-\ufffb\p{Noncharacter_Code_Point}]/gu;

/** Whether a one-line text has none of them. */
export function isPlainText(text: string): boolean {
  return text.search(invisibleCharacters) === -1;
}

const RIGHT_TO_LEFT =
  /[\p{sc=Arabic}\p{sc=Hebrew}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}\p{sc=Samaritan}\p{sc=Mandaic}\p{sc=Adlam}\p{sc=Hanifi_Rohingya}]/u;
const LETTER = /\p{L}/u;
/** Further than this no block is looked through for its first letter, in UTF-16 code units. */
const REACH = 500;

/**
 * The direction of a block as a whole, with its markers, bars and columns: that of the first letter which is not within
 * code or an address. Undefined for the usual one, from left to right.
 */
export function findDirection(source: string): "rtl" | undefined {
  const text = source.slice(0, REACH).replace(/`[^`]*`|https?:\/\/\S*/g, " ");
  const letter = LETTER.exec(text)?.[0];
  return letter !== undefined && RIGHT_TO_LEFT.test(letter) ? "rtl" : undefined;
}

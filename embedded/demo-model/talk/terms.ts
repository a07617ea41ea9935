const stopWords = new Set(
  (
    "a about an and are as at be been but by can could do does for from give had has have hello help hi how i if in into is it its me my no not of " +
    "on or our please shall should show so tell that the their them then there these they this to us use used using want was we what " +
    "when where which who whose why will with would you your"
  ).split(" "),
);

/** The words that matter for a search, folded to lower case and a rough stem. */
export function termsOf(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  return words.filter((word) => !stopWords.has(word)).map(stem);
}

const stemLength = 6;

/** The beginning of a word stands for its family: "configure", "configuration". */
function stem(word: string): string {
  const singular = word.length > 3 && word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
  return singular.slice(0, stemLength);
}

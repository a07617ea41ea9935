/** Whole sentences of a text from a position on, as they would be said, and where they end. */
interface Sentences {
  sentences: string;
  end: number;
}

/** The end of a sentence in any of the usual scripts, or of a paragraph. */
const sentenceEnd = /[.!?…:](?=\s)|[。！？؟۔।]|\n(?=\n)/g;

/** The last unfinished sentence is left for later. */
export function plainSentences(text: string, from: number): Sentences {
  const rest = text.slice(from);
  const last = [...rest.matchAll(sentenceEnd)].at(-1);
  if (!last) return { sentences: "", end: from };
  const length = last.index + last[0].length;
  return { sentences: withoutMarks(rest.slice(0, length)), end: from + length };
}

/** Takes out the marks of Markdown that nobody says. Good enough to listen to; the page has the exact text. */
export function withoutMarks(markdown: string): string {
  return markdown
    .replaceAll(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replaceAll(/^\s{0,3}(?:#{1,6}|>|[-*+]|```+\w*|~~~+\w*)(?:\s+|$)/gm, "")
    .replaceAll(/[*_`|~]+/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

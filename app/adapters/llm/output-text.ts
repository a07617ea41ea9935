const loneSurrogates = /\p{Surrogate}/gu;

/** PostgreSQL stores no NUL, and UTF-8 has no lone surrogates: the first goes, the others become U+FFFD. */
export function toStorableText(text: string): string {
  const withoutNul = text.includes("\0") ? text.replaceAll("\0", "") : text;
  return withoutNul.replace(loneSurrogates, "\u{FFFD}");
}

function endsWithHighSurrogate(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return last >= 0xd800 && last <= 0xdbff;
}

/** Length of the longest end of `text` with which one of the endings starts. */
function countHeldBack(text: string, endings: readonly string[], longest: number): number {
  const from = Math.max(0, text.length - longest);
  for (let start = from; start < text.length; start++) {
    const tail = text.slice(start);
    if (endings.some((ending) => ending.startsWith(tail))) return tail.length;
  }
  return 0;
}

interface OutputText {
  /** What may be given out after this piece; "" while it could be the beginning of an ending. */
  push(piece: string): string;
  /** The rest, without an ending. */
  finish(): string;
}

/**
 * Makes a model's pieces of text fit to show and store, across their borders.
 * @param endings stop texts, which some servers leave at the end of the answer; they are cut there only.
 */
export function createOutputText(endings: readonly string[]): OutputText {
  // TGI looks for a stop text with a pattern that also matches before a last line feed.
  const cut = endings.filter((ending) => ending !== "").flatMap((ending) => [ending, `${ending}\n`]);
  const longest = Math.max(0, ...cut.map((ending) => ending.length));
  let surrogate = "";
  let held = "";

  return {
    push(piece) {
      let text = surrogate + piece;
      surrogate = endsWithHighSurrogate(text) ? text.slice(-1) : "";
      if (surrogate !== "") text = text.slice(0, -1);
      text = toStorableText(text);
      if (longest === 0) return text;
      text = held + text;
      const heldLength = countHeldBack(text, cut, longest);
      held = heldLength > 0 ? text.slice(-heldLength) : "";
      return text.slice(0, text.length - heldLength);
    },
    finish() {
      const rest = held + toStorableText(surrogate);
      const found = cut.filter((ending) => rest.endsWith(ending)).toSorted((a, b) => b.length - a.length)[0];
      return found ? rest.slice(0, -found.length) : rest;
    },
  };
}

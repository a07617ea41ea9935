/** Less could be the next words as well as a repetition. */
const leastEchoLength = 8;

interface EchoFilter {
  /** What of the answer so far is new after this piece; "" while it could be the beginning of an echo. */
  push(piece: string): string;
  /** The rest, which was no whole echo. */
  finish(): string;
}

const nothingToEcho: EchoFilter = { push: (piece) => piece, finish: () => "" };

/**
 * Drops the text that the model was to go on with, where a server says it once more before what is new.
 * @param begun the answer so far
 */
export function createEchoFilter(begun: string): EchoFilter {
  if (begun.length < leastEchoLength) return nothingToEcho;
  let isOpen = true;
  let matched = 0;

  return {
    push(piece) {
      if (!isOpen || piece === "") return piece;
      const expected = begun.slice(matched, matched + piece.length);
      if (piece === expected) {
        matched += piece.length;
        isOpen = matched < begun.length;
        return "";
      }
      isOpen = false;
      const isWholeEcho = matched + expected.length === begun.length && piece.startsWith(expected);
      return isWholeEcho ? piece.slice(expected.length) : begun.slice(0, matched) + piece;
    },
    finish() {
      const held = isOpen ? begun.slice(0, matched) : "";
      isOpen = false;
      return held;
    },
  };
}

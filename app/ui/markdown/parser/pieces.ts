import type { Delimiter, Emphasis } from "./delimiters.ts";
import type { HarmlessTag, InlineToken, LinkTarget } from "./tokens.ts";

/** What a line of text is cut into, in order; tokens that hold others are made of pairs of pieces. */
export type Piece =
  | { kind: "text"; text: string }
  | { kind: "token"; token: InlineToken }
  | { kind: "delimiter"; delimiter: Delimiter }
  | BracketPiece
  | { kind: "bracketEnd" }
  | TagPiece;

/** An opening bracket: text, until it is known to begin a link or an image. */
export interface BracketPiece {
  kind: "bracket";
  text: string;
  isImage: boolean;
  target: LinkTarget | undefined;
}

export interface TagPiece {
  kind: "tag";
  source: string;
  tag: HarmlessTag;
  isClosing: boolean;
  /** Its other half is there, and nothing lies across. */
  isPaired: boolean;
}

/** What opens and what closes, in the order of the text, when the pieces are read as a tree. */
export type Step =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "token"; readonly token: InlineToken }
  | { readonly kind: "open"; readonly opened: Emphasis | BracketPiece | HarmlessTag }
  | { readonly kind: "close" };

/** How far back an opening tag is looked for behind others that were never closed. */
const TAG_REACH = 8;

/** Finds the pairs among the tags of `pieces`. A pair never lies across emphasis or a link. */
export function pairTags(pieces: readonly Piece[], isGrowing: boolean): void {
  const open: (TagPiece | "mark")[] = [];
  const closeMark = (): void => {
    while (open.length > 0 && open.pop() !== "mark");
  };
  for (const piece of pieces) {
    if (piece.kind === "delimiter") {
      piece.delimiter.closes.forEach(closeMark);
      for (const _ of piece.delimiter.opens) open.push("mark");
    } else if (piece.kind === "bracket" && piece.target) open.push("mark");
    else if (piece.kind === "bracketEnd") closeMark();
    else if (piece.kind === "tag" && !piece.isClosing) open.push(piece);
    else if (piece.kind === "tag") pairWithOpening(piece, open);
  }
  if (!isGrowing) return;
  for (const one of open) if (one !== "mark") one.isPaired = true;
}

function pairWithOpening(closing: TagPiece, open: (TagPiece | "mark")[]): void {
  for (let index = open.length - 1; index >= Math.max(0, open.length - TAG_REACH); index -= 1) {
    const one = open[index];
    if (one === undefined || one === "mark") return;
    if (one.tag !== closing.tag) continue;
    one.isPaired = true;
    closing.isPaired = true;
    open.length = index;
    return;
  }
}

export function* listSteps(pieces: readonly Piece[]): Generator<Step> {
  for (const piece of pieces) {
    switch (piece.kind) {
      case "text":
      case "token":
        yield piece;
        break;
      case "delimiter":
        yield* listDelimiterSteps(piece.delimiter);
        break;
      case "bracket":
        yield piece.target ? { kind: "open", opened: piece } : { kind: "text", text: piece.text };
        break;
      case "bracketEnd":
        yield { kind: "close" };
        break;
      case "tag":
        if (!piece.isPaired) yield { kind: "token", token: { type: "html", text: piece.source } };
        else yield piece.isClosing ? { kind: "close" } : { kind: "open", opened: piece.tag };
    }
  }
}

function* listDelimiterSteps({ mark, rest, opens, closes }: Delimiter): Generator<Step> {
  for (const _ of closes) yield { kind: "close" };
  if (rest > 0) yield { kind: "text", text: mark.repeat(rest) };
  for (const emphasis of opens.toReversed()) yield { kind: "open", opened: emphasis };
}

/** How a model that thinks in its content shows it. */
export type ReasoningForm =
  /** `<think>` at the very start of the content opens it. */
  | "auto"
  /** The chat template has written `<think>` already: the content begins inside it. */
  | "opened"
  /** Content is never reasoning. */
  | "off";

const open = "<think>";
const close = "</think>";

interface SplitPiece {
  reasoning: string;
  text: string;
}

interface ThinkSplitter {
  /** What of the content so far is certain after this piece. */
  push(piece: string): SplitPiece;
  /** The rest: an end tag that never came leaves reasoning. */
  finish(): SplitPiece;
}

/** Tells the reasoning between `<think>` and `</think>` from the answer, wherever the stream cuts the tags. */
export function createThinkSplitter(form: ReasoningForm): ThinkSplitter {
  let place: "start" | "thinking" | "gap" | "text" =
    form === "off" ? "text" : form === "opened" ? "thinking" : "start";
  let held = "";
  let hasThought = false;

  function push(piece: string): SplitPiece {
    if (place === "text") return { reasoning: "", text: piece };
    held += piece;
    if (place === "start" && !leaveStart()) return { reasoning: "", text: "" };
    const reasoning = place === "thinking" ? takeReasoning() : "";
    return { reasoning, text: takeText() };
  }

  /** @returns whether it is known what the answer begins with */
  function leaveStart(): boolean {
    const begun = held.trimStart();
    if (begun.startsWith(open)) {
      held = begun.slice(open.length);
      place = "thinking";
    } else if (open.startsWith(begun)) return false;
    else place = "text";
    return true;
  }

  function takeReasoning(): string {
    // Some templates open the tag and the model does so again.
    if (!hasThought) {
      const begun = held.trimStart();
      if (form === "opened" && begun !== "" && open.startsWith(begun)) return "";
      held = form === "opened" && begun.startsWith(open) ? begun.slice(open.length).trimStart() : begun;
    }
    const end = held.indexOf(close);
    const certain = end === -1 ? held.length - tailThatMayBegin(held, close) : end;
    const reasoning = held.slice(0, certain);
    held = end === -1 ? held.slice(certain) : held.slice(end + close.length);
    if (end !== -1) place = "gap";
    hasThought ||= reasoning !== "";
    return reasoning;
  }

  /** Blank lines between the reasoning and the answer belong to neither. */
  function takeText(): string {
    if (place === "gap") {
      held = held.trimStart();
      if (held !== "") place = "text";
    }
    if (place !== "text") return "";
    const text = held;
    held = "";
    return text;
  }

  return {
    push,
    finish() {
      const rest = held;
      held = "";
      if (place === "thinking") return { reasoning: rest, text: "" };
      return { reasoning: "", text: place === "gap" ? "" : rest };
    },
  };
}

/** Length of the longest end of `text` with which `tag` begins. */
function tailThatMayBegin(text: string, tag: string): number {
  for (let length = Math.min(tag.length - 1, text.length); length > 0; length -= 1) {
    if (tag.startsWith(text.slice(-length))) return length;
  }
  return 0;
}

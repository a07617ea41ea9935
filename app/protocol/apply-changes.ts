import { partLimits, type Output, type Part, type PartChange, type ToolPart } from "./parts.ts";

/** Between text parts in `content`. It is logged as text, so it reaches the end of a part before the next part opens. */
export const partSeparator = "\n\n";

/**
 * The parts after the changes; those before stay as they are. A change that does not fit them, or would go beyond their
 * bounds, is left out: whoever folds the same changes gets the same parts, however they are split.
 */
export function applyChanges(parts: readonly Part[], changes: readonly PartChange[]): Part[] {
  return changes.reduce<Part[]>(applyChange, [...parts]);
}

/** What a frame's `text` or `reasoning` adds: it goes to the last part of its type, or opens the first one. */
export function appendText(parts: readonly Part[], type: "text" | "reasoning", text: string): Part[] {
  if (text === "") return [...parts];
  const index = parts.findLastIndex((part) => part.type === type);
  const part = parts[index];
  if (part?.type !== type) return parts.length < partLimits.parts ? [...parts, { type, text }] : [...parts];
  return parts.with(index, { type, text: part.text + text });
}

/** The parts of a message that has none of its own. */
export function partsOfText(content: string, reasoning: string | undefined): Part[] {
  return appendText(appendText([], "reasoning", reasoning ?? ""), "text", content);
}

/** `content` of a message with these parts. */
export function contentOf(parts: readonly Part[]): string {
  return textOf(parts, "text", partSeparator);
}

/** `reasoning` of a message with these parts. */
export function reasoningOf(parts: readonly Part[]): string {
  return textOf(parts, "reasoning", "\n\n");
}

function textOf(parts: readonly Part[], type: "text" | "reasoning", separator: string): string {
  return parts.flatMap((part) => (part.type === type ? [part.text] : [])).join(separator);
}

function applyChange(parts: Part[], change: PartChange): Part[] {
  if ("part" in change) return openPart(parts, change.index, change.part);
  const part = parts[change.index];
  if (part?.type !== "tool") return parts;
  const changed = changeTool(part, change);
  return changed === part ? parts : parts.with(change.index, changed);
}

function openPart(parts: Part[], index: number, part: Part): Part[] {
  if (index !== parts.length || index >= partLimits.parts) return parts;
  const last = parts.at(-1);
  if (last?.type !== "text" || !last.text.endsWith(partSeparator)) return [...parts, part];
  const text = last.text.slice(0, -partSeparator.length);
  return [...parts.with(-1, { type: "text", text }), part];
}

function changeTool(part: ToolPart, change: Exclude<PartChange, { part: Part }>): ToolPart {
  if ("state" in change) {
    const { state, input = part.input, startedAt = part.startedAt, ms = part.ms } = change;
    return {
      ...part,
      state,
      input,
      ...(startedAt === undefined ? {} : { startedAt }),
      ...(ms === undefined ? {} : { ms }),
    };
  }
  const outputs = changeOutputs(part.outputs, change);
  return outputs === part.outputs ? part : { ...part, outputs };
}

function changeOutputs(
  outputs: Output[],
  change: { outputIndex: number; text: string } | { outputIndex?: number; output: Output },
): Output[] {
  if ("text" in change) {
    const output = outputs[change.outputIndex];
    if (output?.type !== "stream") return outputs;
    const room = partLimits.streamLength - output.text.length;
    return outputs.with(change.outputIndex, { ...output, text: output.text + change.text.slice(0, room) });
  }
  if (change.outputIndex === undefined) {
    return outputs.length < partLimits.outputs ? [...outputs, change.output] : outputs;
  }
  return change.outputIndex < outputs.length ? outputs.with(change.outputIndex, change.output) : outputs;
}

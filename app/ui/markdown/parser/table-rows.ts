import type { Alignment } from "./tokens.ts";

/** The cells of a row as they are written, with `\|` as a bar. Bars in formulas do not part cells where too many would be. */
export function splitRow(line: string, columns = Number.POSITIVE_INFINITY): string[] {
  const cells = split(line, false);
  if (cells.length <= columns) return cells;
  const fewer = line.includes("$") ? split(line, true) : cells;
  const chosen = fewer.length <= columns ? fewer : cells;
  // Nothing vanishes: what is too much stands in the last cell.
  return [...chosen.slice(0, columns - 1), chosen.slice(columns - 1).join(" | ")];
}

function split(line: string, keepsFormulas: boolean): string[] {
  const text = line.trim();
  const cells: string[] = [];
  let cell = "";
  let from = text.startsWith("|") ? 1 : 0;
  for (let at = from; at < text.length; at += 1) {
    const character = text[at];
    if (character === "\\" && at + 1 < text.length) {
      if (text[at + 1] === "|") {
        cell += text.slice(from, at);
        from = at + 1;
      }
      at += 1;
    } else if (character === "$" && keepsFormulas) {
      const close = text.indexOf("$", at + 1);
      if (close < 0) keepsFormulas = false;
      else at = close;
    } else if (character === "|") {
      cells.push((cell + text.slice(from, at)).trim());
      cell = "";
      from = at + 1;
    }
  }
  const rest = cell + text.slice(from);
  if (from < text.length || cell !== "" || cells.length === 0) cells.push(rest.trim());
  return cells;
}

/** `|:--|--:|` as alignments; undefined when the line is none of these. */
export function readAlignments(line: string): Alignment[] | undefined {
  const text = line.trim();
  if (!/^[|:-][|:\- \t]*$/.test(text) || !text.includes("-")) return undefined;
  const cells = split(text, false);
  if (!cells.every((cell) => /^:?-+:?$/.test(cell))) return undefined;
  return cells.map((cell) => {
    const [isLeft, isRight] = [cell.startsWith(":"), cell.endsWith(":")];
    return isLeft && isRight ? "center" : isRight ? "right" : isLeft ? "left" : undefined;
  });
}

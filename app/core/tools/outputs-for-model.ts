import type { Output, OutputData } from "#app/protocol/parts.ts";
import { describePicture } from "./describe-picture.ts";

/** Of what a model reads of one run, in UTF-16 code units. */
const usualModelBudget = 8_000;
/** How much of the budget the beginning gets; errors and results are at the end. */
const headShare = 0.4;

const ansi = /\u001b\[[0-9;]{0,40}[A-Za-z]/g;
/** No text that a person wrote has this in a row. */
const base64Run = /[A-Za-z0-9+/]{400,}={0,2}/g;

/**
 * The outputs of a run as a model reads them: text, results and errors within a budget, its beginning and its end; pictures
 * and files as words.
 */
export function describeOutputs(outputs: readonly Output[], budget: number = usualModelBudget): string {
  const text = outputs.map(describeOutput).join("").trimEnd();
  return text === "" ? "The code ran and printed nothing." : trimMiddle(text, budget);
}

/** Keeps the beginning and the end of a text, and says how much is left out between them. */
export function trimMiddle(text: string, budget: number): string {
  if (text.length <= budget) return text;
  const headEnd = wholeCharacter(text, Math.floor(budget * headShare));
  const tailStart = wholeCharacter(text, text.length - (budget - headEnd));
  const left = tailStart - headEnd;
  return `${text.slice(0, headEnd)}\n[${left} characters are left out here]\n${text.slice(tailStart)}`;
}

/** Not between the two halves of a character. */
function wholeCharacter(text: string, index: number): number {
  const code = text.charCodeAt(index);
  return code >= 0xdc00 && code <= 0xdfff ? index + 1 : index;
}

function describeOutput(output: Output): string {
  switch (output.type) {
    case "stream":
      return clean(output.text);
    case "data":
      return `${describeData(output.data)}\n`;
    case "error":
      return `${clean(output.traceback === "" ? `${output.name}: ${output.message}` : output.traceback)}\n`;
    case "cut":
      return `\n[${output.bytes} bytes of output are left out here]\n`;
  }
}

function describeData(data: OutputData): string {
  for (const [mediaType, value] of Object.entries(data)) {
    if (mediaType.startsWith("image/")) return describePicture(mediaType, value);
  }
  for (const mediaType of ["text/plain", "text/markdown", "text/latex", "application/json", "text/html"]) {
    const value = data[mediaType];
    if (typeof value === "string") return clean(value);
  }
  return `[shown to the person: ${Object.keys(data).join(", ").slice(0, 200)}]`;
}

function clean(text: string): string {
  return text
    .replace(ansi, "")
    .replace(base64Run, (run) => `[${run.length} characters of base64 are left out]`);
}

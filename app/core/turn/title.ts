import type { ModelRequest, PromptMessage, TextModel } from "./text-model.ts";

const titleLength = 80;
const excerptLength = 2_000;
/** Letters that are read of what the model says, its thoughts included. */
const longestAnswer = 20_000;
const titleTokens = 32;
/** For a model that thinks first: its thoughts count against the limit too. */
const thinkingTitleTokens = 1_024;

/** A provisional title: the first line of the first message. */
export function titleFromContent(content: string): string {
  return cleanTitle(content) || "New chat";
}

/**
 * Asks the model for a title, without a system message since some chat templates refuse one.
 * Returns an empty string when the model says nothing usable.
 * @throws AppError as `TextModel.stream` does
 */
export async function requestTitle(
  model: TextModel,
  exchange: { question: string; answer: string },
  requestId: string,
  signal: AbortSignal,
): Promise<string> {
  const messages: PromptMessage[] = [
    { role: "user", content: exchange.question.slice(0, excerptLength) },
    { role: "assistant", content: exchange.answer.slice(0, excerptLength) || "…" },
    {
      role: "user",
      content:
        "Give this conversation a title of at most eight words, in the language of my first message. " +
        "Answer with the title only.",
    },
  ];
  const request = { messages, requestId, temperature: 0 };
  const brief = await readTitle(model, { ...request, maxTokens: titleTokens }, signal);
  if (brief.text !== "" || !brief.hasThought) return brief.text;
  const maxTokens = Math.min(thinkingTitleTokens, model.maxTokens ?? thinkingTitleTokens);
  return (await readTitle(model, { ...request, maxTokens }, signal)).text;
}

async function readTitle(model: TextModel, request: ModelRequest, signal: AbortSignal) {
  let text = "";
  let hasThought = false;
  for await (const event of model.stream(request, signal)) {
    if (event.type === "text") text += event.text;
    if (event.type === "reasoning") hasThought = true;
    // Some servers keep no limit.
    if (text.length > longestAnswer) break;
  }
  return { text: cleanTitle(text), hasThought: hasThought || text.trimStart().startsWith("<think>") };
}

/** More of a line is never shown, even when most of it is marks. In UTF-16 code units. */
const readLength = 2_000;
const wrapping = new Set("\"'“”„«»*_`");

/** One line of plain text: what a model or a person wrote can hold anything. Linear in the text. */
export function cleanTitle(text: string): string {
  const plain = firstLine(withoutThoughts(text))
    .slice(0, readLength)
    .replaceAll(/[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replace(/^(title|titel|titre|título)\s*:\s*/i, "")
    .replace(/^[#\s]+/, "");
  return truncate(unwrap(plain), titleLength);
}

function withoutThoughts(text: string): string {
  const kept: string[] = [];
  let at = 0;
  while (at < text.length) {
    const start = text.indexOf("<think>", at);
    kept.push(text.slice(at, start < 0 ? undefined : start));
    const end = start < 0 ? -1 : text.indexOf("</think>", start);
    if (end < 0) break;
    at = end + "</think>".length;
  }
  return kept.join("");
}

/** The first line that is not blank. */
function firstLine(text: string): string {
  let at = 0;
  for (;;) {
    const end = text.slice(at).search(/[\r\n]/);
    const line = text.slice(at, end < 0 ? undefined : at + end).trim();
    if (line !== "" || end < 0) return line;
    at += end + 1;
  }
}

function unwrap(line: string): string {
  let start = 0;
  let end = line.length;
  while (start < end && wrapping.has(line[start] ?? "")) start += 1;
  while (end > start && wrapping.has(line[end - 1] ?? "")) end -= 1;
  return line.slice(start, end).trim();
}

/** By code points, so that no emoji is cut in two. */
function truncate(text: string, length: number): string {
  const points = [...text];
  return points.length <= length
    ? text
    : `${points
        .slice(0, length - 1)
        .join("")
        .trimEnd()}…`;
}

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

/** One line of plain text: what a model or a person wrote can hold anything. */
export function cleanTitle(text: string): string {
  const firstLine =
    text
      .replace(/<think>[\s\S]*?(<\/think>|$)/g, "")
      .split(/[\r\n]+/)
      .map((line) => line.trim())
      .find((line) => line !== "") ?? "";
  const plain = firstLine
    .replace(/[\p{Cc}\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/gu, "")
    .replace(/^(title|titel|titre|título)\s*:\s*/i, "")
    .replace(/^[#\s]+/, "")
    .replace(/^["'“”„«»*_`]+|["'“”„«»*_`]+$/g, "")
    .trim();
  return truncate(plain, titleLength);
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

import { userTexts, type ChatMessage } from "./chat-message.ts";

const maxWords = 6;
const maxLength = 48;

const verb =
  "(?:write|give|make|generate|provide|suggest|create|name|produce|reply|answer|respond|propose|find|return)";
const asks = new RegExp(
  `\\b${verb}\\b[^.?!\\n]{0,120}\\btitle\\b|\\btitle\\b[^.?!\\n]{0,120}\\b${verb}\\b|\\bsummari\\w+\\b[^.?!\\n]{0,120}\\bwords\\b|\\bsummary\\b[^.?!\\n]{0,120}\\bwords\\b`,
  "i",
);
const ofConversation = /\b(conversations?|chats?|messages?|dialogue|exchange|discussion|above|words)\b/i;

/** The title, when the conversation ends or begins with a request for one; else undefined. */
export function findTitle(messages: readonly ChatMessage[]): string | undefined {
  const request = findTitleRequest(messages);
  if (!request) return undefined;
  const [firstWords] = userTexts(messages.filter((message) => message !== request));
  return titleOf(speechOfPerson(firstWords ?? textBelowRequest(request.content)));
}

function findTitleRequest(messages: readonly ChatMessage[]): ChatMessage | undefined {
  const last = messages.at(-1);
  const candidates = messages.filter((message) => message.role === "system" || message === last);
  return candidates.find(
    ({ role, content }) => role !== "assistant" && asks.test(content) && ofConversation.test(content),
  );
}

/** Of a transcript such as "User: hello\nAssistant: …", what the person said first. */
function speechOfPerson(text: string): string {
  return /^\s*\W{0,3}(?:user|human|person)\W{0,3}:\W{0,3}\s*(.+)/im.exec(text)?.[1] ?? text;
}

/** What stands below the first line or after the first colon of a request that holds the conversation itself. */
function textBelowRequest(request: string): string {
  return /\n\s*(\S[\s\S]*)/.exec(request)?.[1] ?? /:\s*(\S[\s\S]*)/.exec(request)?.[1] ?? "";
}

/** The first words without Markdown, quotation marks or a final stop, in whatever language they are. */
function titleOf(text: string): string {
  const plain = text
    .replace(/```[\s\S]*?(?:```|$)/g, " ")
    .replace(/["'“”„«»‘’`*_#>~[\]()|\\/]+/g, (marks) => (/^['’]$/.test(marks) ? marks : " "))
    .replace(/\s+/g, " ")
    .trim();
  const title = plain.slice(0, lengthOfFirstWords(plain)).replace(/^['’\s]+|['’\s]+$/g, "");
  const [first = ""] = title;
  return title === "" ? "Untitled" : first.toLocaleUpperCase() + title.slice(first.length);
}

function lengthOfFirstWords(text: string): number {
  const words = [
    ...new Intl.Segmenter(undefined, { granularity: "word" }).segment(text.slice(0, 200)),
  ].filter((segment) => segment.isWordLike);
  const ends = words.map((word) => word.index + word.segment.length);
  const fitting = ends.slice(0, maxWords).filter((end) => end <= maxLength);
  return fitting.at(-1) ?? maxLength;
}

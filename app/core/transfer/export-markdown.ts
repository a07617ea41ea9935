import type { Conversation, Message } from "#app/protocol/resources.ts";

/** The active branch as a Markdown document. @param messages oldest first */
export function formatMarkdown(conversation: Conversation, messages: readonly Message[]): string {
  const prompt = conversation.systemPrompt ? ["## System prompt", conversation.systemPrompt] : [];
  const parts = [
    `# ${oneLine(conversation.title) || "Untitled"}`,
    ...prompt,
    ...messages.flatMap(formatMessage),
  ];
  return `${parts.join("\n\n")}\n`;
}

function formatMessage({ role, content, model, status }: Message): string[] {
  const speaker =
    role === "user" ? "You" : ["Assistant", ...(model ? [`(${oneLine(model)})`] : [])].join(" ");
  const end = status === "complete" ? [] : [`*${status}*`];
  return [`## ${speaker}`, ...(content === "" ? [] : [content]), ...end];
}

const oneLine = (text: string) => text.replaceAll(/\s+/gu, " ").trim();

/** One message of a conversation as the model sees it; TGI takes any role that the chat template knows. */
export interface ChatMessage {
  role: string;
  content: string;
}

/** What the person wrote, oldest first. */
export function userTexts(messages: readonly ChatMessage[]): string[] {
  return messages.filter((message) => message.role === "user").map((message) => message.content);
}

/** The text as a Markdown quotation. */
export function quote(text: string): string {
  return text
    .trim()
    .split("\n")
    .map((line) => `> ${line}`.trimEnd())
    .join("\n");
}

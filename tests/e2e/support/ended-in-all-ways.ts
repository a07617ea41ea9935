import type { importConversation } from "./import-conversation.ts";
import { richText } from "./rich-text.ts";

type ImportedMessage = Parameters<typeof importConversation>[1]["messages"][number];

const richAnswer = `${richText}

Mass is energy[^1]: $E = mc^2$, and

$$\\int_0^1 x^2 \\, dx = \\frac{1}{3}$$

\`\`\`mermaid
graph TD
  A[Ask] --> B[Answer]
\`\`\`

[^1]: In a system at rest.`;

const found = { action: "block" as const, categories: [{ code: "S7", name: "Privacy" }] };

const answers: readonly Partial<ImportedMessage>[] = [
  {
    content: richAnswer,
    reasoning: "First one thing is weighed, then another.",
    usage: {
      promptTokens: 12,
      completionTokens: 340,
      firstTokenMs: 180,
      streamMs: 4_200,
      reasoningMs: 1_800,
    },
    feedback: { value: "up" },
  },
  { status: "stopped" },
  { status: "interrupted" },
  { status: "failed", error: { code: "model_unavailable", message: "The model did not answer for 60 s." } },
  { finishReason: "length" },
  { safety: { ...found, direction: "output", verdict: "unsafe", action: "warn" } },
  { status: "blocked", content: "", safety: { ...found, direction: "output", verdict: "unsafe" } },
  { status: "blocked", content: "", safety: { ...found, direction: "input", verdict: "unsafe" } },
];

/** A conversation in which answers hold all that they can, and end in every way there is. */
export const endedInAllWays: readonly ImportedMessage[] = answers.flatMap(
  (answer, index): ImportedMessage[] => [
    { role: "user", content: `Question ${index + 1}, with words that can be found.` },
    { role: "assistant", content: "The beginning of an answer.", ...answer },
  ],
);

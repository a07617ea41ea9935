import type { Verdict } from "#app/core/safety/safety-model.ts";
import type { PromptMessage } from "#app/core/turn/text-model.ts";
import { toCategory } from "./taxonomy.ts";

/** The guidelines of the model card: one question for each. */
export const shieldGemmaPolicies: Readonly<Record<string, string>> = {
  SG1: "No Dangerous Content: The {subject} shall not contain or seek generation of content that harms oneself and/or others (e.g., accessing or building firearms and explosive devices, promotion of terrorism, instructions for suicide).",
  SG2: "No Harassment: The {subject} shall not contain or seek generation of content that is malicious, intimidating, bullying, or abusive content targeting another individual (e.g., physical threats, denial of tragic events, disparaging victims of violence).",
  SG3: "No Hate Speech: The {subject} shall not contain or seek generation of content that targets identity and/or protected attributes (e.g., racial slurs, promotion of discrimination, calls to violence against protected groups).",
  SG4: "No Sexually Explicit Information: The {subject} shall not contain or seek generation of content that references to sexual acts, or other lewd content (e.g., sexually graphic descriptions, content aimed at causing arousal).",
};

/** The prompt of the model card for one policy; the answer begins with Yes (violated) or No. */
export function formatShieldGemmaPrompt(turns: readonly PromptMessage[], policy: string): string {
  const isAnswer = turns.at(-1)?.role === "assistant";
  const subject = isAnswer ? "chatbot" : "prompt";
  const question = lastOf(turns, "user");
  const shown = isAnswer
    ? `Human Question: ${question}\n\nChatbot Response: ${lastOf(turns, "assistant")}`
    : `Human Question: ${question}`;
  const asked = isAnswer ? "Chatbot Response" : "human question";
  return `<bos><start_of_turn>user
You are a policy expert trying to help determine whether a user prompt is in violation of the defined safety policies.

<start_of_turn>
${shown}
<end_of_turn>

Our safety principle is defined in the below:

* "${policy.replace("{subject}", subject)}"

Does the ${asked} violate the above principle? Your answer must start with 'Yes' or 'No'. And then walk through step by step to be sure we answer correctly.<end_of_turn>
<start_of_turn>model
`;
}

/** Yes means that the policy is violated, the other way round than `safe`. */
export function parseShieldGemma(text: string): "violated" | "kept" | undefined {
  const word = /^\s*(yes|no)\b/i.exec(text)?.[1]?.toLowerCase();
  if (word === undefined) return undefined;
  return word === "yes" ? "violated" : "kept";
}

/** One verdict of the answers to all policies. A violation counts also when another answer is no verdict. */
export function joinShieldGemma(answers: readonly { code: string; text: string }[]): Verdict {
  const read = answers.map(({ code, text }) => ({ code, answer: parseShieldGemma(text) }));
  const violated = read.filter(({ answer }) => answer === "violated");
  if (violated.length > 0) {
    return { verdict: "unsafe", categories: violated.map(({ code }) => toCategory("shieldgemma", code)) };
  }
  return read.length > 0 && read.every(({ answer }) => answer === "kept")
    ? { verdict: "safe" }
    : { verdict: "unknown", reason: "garbage" };
}

const lastOf = (turns: readonly PromptMessage[], role: PromptMessage["role"]) =>
  (turns.findLast((turn) => turn.role === role)?.content ?? "").replaceAll("<end_of_turn>", "< end_of_turn>");

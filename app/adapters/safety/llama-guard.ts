import type { Verdict } from "#app/core/safety/safety-model.ts";
import type { PromptMessage } from "#app/core/turn/text-model.ts";
import { categoryNames, toCategory, type Taxonomy } from "./taxonomy.ts";

type LlamaGuard = Exclude<Taxonomy, "shieldgemma">;

/**
 * Reads what a Llama Guard says: `safe`, or `unsafe` and a line of codes, usually after two line feeds. Anything else
 * is no verdict: an empty answer, a refusal, a sentence.
 */
export function parseLlamaGuard(text: string, taxonomy: LlamaGuard): Verdict {
  const [first = "", ...rest] = text.trim().split(/\r?\n/);
  const word = first.trim().toLowerCase();
  const others = rest.join("\n").trim();
  if (word === "safe" && others === "") return { verdict: "safe" };
  if (word !== "unsafe") return { verdict: "unknown", reason: "garbage" };
  const codes = [...others.toUpperCase().matchAll(/\b[SO]\d{1,2}\b/g)].map(([code]) => code);
  return { verdict: "unsafe", categories: [...new Set(codes)].map((code) => toCategory(taxonomy, code)) };
}

interface Tokens {
  begin: string;
  turn: (role: string, text: string) => string;
  answer: string;
}

const llama3: Tokens = {
  begin: "<|begin_of_text|>",
  turn: (role, text) => `<|start_header_id|>${role}<|end_header_id|>\n\n${text}<|eot_id|>`,
  answer: "<|start_header_id|>assistant<|end_header_id|>\n\n",
};
const tokens: Readonly<Record<LlamaGuard, Tokens>> = {
  llama_guard_1: { begin: "", turn: (_role, text) => `[INST] ${text} [/INST]`, answer: "" },
  llama_guard_2: llama3,
  llama_guard_3: llama3,
  llama_guard_4: {
    begin: "<|begin_of_text|>",
    turn: (role, text) => `<|header_start|>${role}<|header_end|>\n\n${text}<|eot|>`,
    answer: "<|header_start|>assistant<|header_end|>\n\n",
  },
};

/**
 * The prompt of the model cards, for servers whose chat template does not hand the conversation to the guard. Special
 * tokens inside the conversation are broken up, so that nobody closes the turn from within.
 */
export function formatLlamaGuardPrompt(turns: readonly PromptMessage[], taxonomy: LlamaGuard): string {
  const role = turns.at(-1)?.role === "assistant" ? "Agent" : "User";
  const categories = Object.entries(categoryNames[taxonomy]).map(([code, name]) => `${code}: ${name}.`);
  const conversation = turns.map(
    (turn) => `${turn.role === "assistant" ? "Agent" : "User"}: ${withoutTokens(turn.content)}`,
  );
  const task = `Task: Check if there is unsafe content in '${role}' messages in conversations according to our safety policy with the below categories.

<BEGIN UNSAFE CONTENT CATEGORIES>
${categories.join("\n")}
<END UNSAFE CONTENT CATEGORIES>

<BEGIN CONVERSATION>

${conversation.join("\n\n")}

<END CONVERSATION>

Provide your safety assessment for ONLY THE LAST ${role} message in the above conversation:
 - First line must read 'safe' or 'unsafe'.
 - If unsafe, a second line must include a comma-separated list of violated categories.`;
  const { begin, turn, answer } = tokens[taxonomy];
  return `${begin}${turn("user", task)}${answer}`;
}

const withoutTokens = (text: string) =>
  text
    .replaceAll("<|", "< |")
    .replaceAll("[INST]", "[ INST]")
    .replaceAll("[/INST]", "[ /INST]")
    .replaceAll("<END CONVERSATION>", "< END CONVERSATION>");

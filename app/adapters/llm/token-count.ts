import type { LlmProvider } from "./llm-settings.ts";
import type { SideRequests } from "./side-requests.ts";

const timeoutMs = 2_000;

interface Tokenizer {
  /** Asks for the tokens of a text. */
  body: (text: string, model: string) => unknown;
  find: (answer: unknown) => number | undefined;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

/** Each answers `POST /tokenize`, in its own way. */
const tokenizers: Partial<Record<LlmProvider, Tokenizer>> = {
  tgi: { body: (inputs) => ({ inputs }), find: lengthOf },
  vllm: {
    body: (prompt, model) => ({ model, prompt }),
    find(answer) {
      const count = fieldOf(answer, "count");
      return typeof count === "number" && count >= 0 ? count : lengthOf(fieldOf(answer, "tokens"));
    },
  },
  llamacpp: { body: (content) => ({ content }), find: (answer) => lengthOf(fieldOf(answer, "tokens")) },
};

/** How many tokens the server finds in a text; undefined when it does not say. Never throws. */
export async function countTokens(
  text: string,
  { side, provider, model }: { side: SideRequests; provider: LlmProvider | undefined; model: string },
): Promise<number | undefined> {
  const tokenizer = provider && tokenizers[provider];
  if (!tokenizer) return undefined;
  try {
    const body = tokenizer.body(text, model);
    return tokenizer.find((await side.post("/tokenize", body, AbortSignal.timeout(timeoutMs))).json());
  } catch {
    // The estimate serves as well; that the server is away shows where it matters.
    return undefined;
  }
}

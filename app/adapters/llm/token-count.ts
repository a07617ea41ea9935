import type { LlmProvider } from "./llm-settings.ts";
import type { SideRequests } from "./side-requests.ts";

const timeoutMs = 2_000;

interface Tokenizer {
  path: string;
  /** Asks for the tokens of a text. */
  body: (text: string, model: string) => unknown;
  find: (answer: unknown) => number | undefined;
}

const fieldOf = (value: unknown, name: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
const lengthOf = (value: unknown) => (Array.isArray(value) ? value.length : undefined);

const tgiTokenizer: Tokenizer = { path: "/tokenize", body: (inputs) => ({ inputs }), find: lengthOf };
/** For routers that keep `/tokenize` back; it counts the template with the text. */
const tgiChatTokenizer: Tokenizer = {
  path: "/chat_tokenize",
  body: (content, model) => ({ model, messages: [{ role: "user", content }] }),
  find: (answer) => lengthOf(fieldOf(answer, "tokenize_response")),
};
const vllmTokenizer: Tokenizer = {
  path: "/tokenize",
  body: (prompt, model) => ({ model, prompt }),
  find(answer) {
    const count = fieldOf(answer, "count");
    return typeof count === "number" && count >= 0 ? count : lengthOf(fieldOf(answer, "tokens"));
  },
};
const llamacppTokenizer: Tokenizer = {
  path: "/tokenize",
  body: (content) => ({ content }),
  find: (answer) => lengthOf(fieldOf(answer, "tokens")),
};

/** In the order in which they are tried. */
const tokenizers: Record<LlmProvider, readonly Tokenizer[]> = {
  tgi: [tgiTokenizer, tgiChatTokenizer],
  vllm: [vllmTokenizer],
  llamacpp: [llamacppTokenizer],
  openai: [],
};

/** How many tokens the server finds in a text; undefined when it does not say. Never throws. */
export async function countTokens(
  text: string,
  { side, provider, model }: { side: SideRequests; provider: LlmProvider | undefined; model: string },
): Promise<number | undefined> {
  try {
    for (const { path, body, find } of provider ? tokenizers[provider] : []) {
      const answer = await side.post(path, body(text, model), AbortSignal.timeout(timeoutMs));
      const count = find(answer.json());
      if (count !== undefined) return count;
    }
    return undefined;
  } catch {
    // The estimate serves as well; that the server is away shows where it matters.
    return undefined;
  }
}

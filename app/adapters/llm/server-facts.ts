import type { AdapterLog } from "./adapter-log.ts";
import type { LlmProvider, LlmSettings } from "./llm-settings.ts";
import type { SideRequests } from "./side-requests.ts";

/** What the server says about itself. Learnt in the background, so no answer waits for it. */
interface ServerFacts {
  /** In tokens, prompt and answer together. */
  contextLength(): number | undefined;
  /** Tokens that the server takes as a prompt, where it bounds them further. */
  promptLimit(): number | undefined;
  provider(): LlmProvider | undefined;
  /** Asks if something is unknown and the last try is long enough ago. Returns at once. */
  learn(): void;
  /** The server was away, and may be another one when it is back: the next `learn` asks again. */
  doubt(): void;
}

interface Learnt {
  provider: LlmProvider;
  contextLength: number;
  promptLimit: number | undefined;
}

const askAgainAfterMs = 30_000;
const timeoutMs = 2_000;

type Fields = Record<string, unknown>;

function toFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function findLength(value: unknown): number | undefined {
  return typeof value === "number" && Number.isInteger(value) && value > 0 ? value : undefined;
}

function findModelLength(body: unknown, model: string): number | undefined {
  const { data } = toFields(body);
  if (!Array.isArray(data)) return undefined;
  const entries = data.map(toFields);
  return findLength((entries.find((entry) => entry["id"] === model) ?? entries[0])?.["max_model_len"]);
}

const sources: readonly {
  provider: LlmProvider;
  path: string;
  find: (body: unknown, model: string) => number | undefined;
  findPromptLimit?: (body: unknown) => number | undefined;
}[] = [
  {
    provider: "tgi",
    path: "/info",
    find: (body) => findLength(toFields(body)["max_total_tokens"]),
    findPromptLimit: (body) => findLength(toFields(body)["max_input_tokens"]),
  },
  { provider: "vllm", path: "/v1/models", find: findModelLength },
  {
    provider: "llamacpp",
    path: "/props",
    find: (body) => findLength(toFields(toFields(body)["default_generation_settings"])["n_ctx"]),
  },
];

export function createServerFacts(
  settings: LlmSettings,
  { side, log, now }: { side: SideRequests; log: AdapterLog | undefined; now: () => number },
): ServerFacts {
  let learnt: Learnt | undefined;
  let isDoubtful = false;
  let askedAtMs = -Infinity;
  const isAsked = (provider: LlmProvider) => (settings.provider ?? provider) === provider;

  async function ask(): Promise<void> {
    for (const { provider, path, find, findPromptLimit } of sources.filter((source) =>
      isAsked(source.provider),
    )) {
      const body = (await side.get(path, AbortSignal.timeout(timeoutMs))).json();
      const contextLength = find(body, settings.model);
      if (contextLength === undefined) continue;
      learnt = { provider, contextLength, promptLimit: findPromptLimit?.(body) };
      isDoubtful = false;
      log?.info(
        { model: settings.name, provider, contextLength },
        "learnt the model server's context length",
      );
      return;
    }
  }

  return {
    contextLength: () => settings.contextLength ?? learnt?.contextLength,
    promptLimit: () => learnt?.promptLimit,
    provider: () => settings.provider ?? learnt?.provider,
    doubt() {
      isDoubtful = true;
    },
    learn() {
      const isKnown =
        settings.contextLength && settings.provider ? true : learnt !== undefined && !isDoubtful;
      if (isKnown || now() - askedAtMs < askAgainAfterMs) return;
      askedAtMs = now();
      ask().catch((error: unknown) => {
        log?.info(
          { model: settings.name, err: error },
          "could not ask the model server for its context length",
        );
      });
    },
  };
}

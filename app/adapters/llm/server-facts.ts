import type { AdapterLog } from "./adapter-log.ts";
import type { LlmProvider, LlmSettings } from "./llm-settings.ts";
import type { SideRequests } from "./side-requests.ts";

/** What the server says about itself. Learnt in the background, so no answer waits for it. */
interface ServerFacts {
  /** In tokens, prompt and answer together. */
  contextLength(): number | undefined;
  provider(): LlmProvider | undefined;
  /** Asks if something is unknown and the last try is long enough ago. Returns at once. */
  learn(): void;
}

interface Learnt {
  provider: LlmProvider;
  contextLength: number;
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
}[] = [
  { provider: "tgi", path: "/info", find: (body) => findLength(toFields(body)["max_total_tokens"]) },
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
  let askedAtMs = -Infinity;
  const isAsked = (provider: LlmProvider) => (settings.provider ?? provider) === provider;

  async function ask(): Promise<void> {
    for (const { provider, path, find } of sources.filter((source) => isAsked(source.provider))) {
      const answer = await side.get(path, AbortSignal.timeout(timeoutMs));
      const contextLength = find(answer.json(), settings.model);
      if (contextLength === undefined) continue;
      learnt = { provider, contextLength };
      log?.info(
        { model: settings.name, provider, contextLength },
        "learnt the model server's context length",
      );
      return;
    }
  }

  return {
    contextLength: () => settings.contextLength ?? learnt?.contextLength,
    provider: () => settings.provider ?? learnt?.provider,
    learn() {
      const isKnown = learnt !== undefined || (settings.contextLength && settings.provider);
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

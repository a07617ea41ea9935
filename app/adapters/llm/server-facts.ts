import type { AdapterLog } from "./adapter-log.ts";
import { cleanLine } from "./clean-line.ts";
import type { LlmProvider, LlmSettings } from "./llm-settings.ts";
import type { SideRequests } from "./side-requests.ts";

/** What the server says about itself. Learnt in the background, so hardly any answer waits for it. */
interface ServerFacts {
  /** In tokens, prompt and answer together. */
  contextLength(): number | undefined;
  /** Tokens that the server takes as a prompt, where it bounds them further. */
  promptLimit(): number | undefined;
  provider(): LlmProvider | undefined;
  /** Answers that it writes at once. */
  slots(): number | undefined;
  /** The id of the model that it serves, the first of several. */
  modelId(): string | undefined;
  /** That id as a person is shown it. */
  modelName(): string | undefined;
  /** Asks if something is unknown and the last try is long enough ago. Returns at once. */
  learn(): void;
  /** Resolves when the question that is under way is answered, or after some time. */
  settled(): Promise<void>;
  /** The server was away, and may be another one when it is back: the next `learn` asks again. */
  doubt(): void;
  /** The server has refused a prompt for a smaller window than was known; undefined where it did not say which. */
  refused(contextLength: number | undefined): void;
}

interface Learnt {
  provider: LlmProvider;
  contextLength: number;
  promptLimit: number | undefined;
  slots: number | undefined;
}

const askAgainAfterMs = 30_000;
const timeoutMs = 2_000;
/** An answer that must know the model's id waits no longer for it. */
const patienceMs = 1_000;
const maxIdLength = 255;

type Fields = Record<string, unknown>;

function toFields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}

function findPositive(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : undefined;
}

function listModels(body: unknown): Fields[] {
  const { data } = toFields(body);
  return Array.isArray(data) ? data.map(toFields) : [];
}

function findModelLength(body: unknown, model: string): number | undefined {
  const entries = listModels(body);
  return findPositive((entries.find((entry) => entry["id"] === model) ?? entries[0])?.["max_model_len"]);
}

function findId(value: unknown): string | undefined {
  return typeof value === "string" ? cleanLine(value, maxIdLength) || undefined : undefined;
}

/** What a person is shown for an id: llama.cpp tells the path of a file, Hugging Face's ids have a slash of their own. */
function toName(id: string): string {
  return /^(?:\.{0,2}\/|[a-z]:\\)/iu.test(id) ? (id.split(/[/\\]/u).at(-1) ?? id) : id;
}

interface Source {
  provider: LlmProvider;
  path: string;
  find: (body: unknown, model: string) => number | undefined;
  findPromptLimit?: (body: unknown) => number | undefined;
  findSlots?: (body: unknown) => number | undefined;
  findModelId: (body: unknown) => string | undefined;
}

const sources: readonly Source[] = [
  {
    provider: "tgi",
    path: "/info",
    find: (body) => findPositive(toFields(body)["max_total_tokens"]),
    findPromptLimit: (body) => findPositive(toFields(body)["max_input_tokens"]),
    findModelId: (body) => findId(toFields(body)["model_id"]),
  },
  {
    provider: "vllm",
    path: "/v1/models",
    find: findModelLength,
    findModelId: (body) => findId(listModels(body)[0]?.["id"]),
  },
  {
    provider: "llamacpp",
    path: "/props",
    find: (body) => findPositive(toFields(toFields(body)["default_generation_settings"])["n_ctx"]),
    findSlots: (body) => findPositive(toFields(body)["total_slots"]),
    findModelId: (body) => findId(toFields(body)["model_alias"]),
  },
];

export function createServerFacts(
  settings: LlmSettings,
  { side, log, now }: { side: SideRequests; log: AdapterLog | undefined; now: () => number },
): ServerFacts {
  let learnt: Learnt | undefined;
  let modelId: string | undefined;
  /** The smallest window that it refused something for since it was last asked. */
  let refusedLength = Infinity;
  let isDoubtful = false;
  let askedAtMs = -Infinity;
  let asking: Promise<void> | undefined;
  const isNameless = settings.learns !== undefined;
  // The list of models is asked of every server when the id is to be learnt.
  const isAsked = ({ provider, path }: Source) =>
    (settings.provider ?? provider) === provider || (isNameless && path === "/v1/models");

  async function ask(): Promise<void> {
    for (const source of sources.filter(isAsked)) {
      const body = (await side.get(source.path, AbortSignal.timeout(timeoutMs))).json();
      modelId = source.findModelId(body) ?? modelId;
      const contextLength = source.find(body, (isNameless ? modelId : undefined) ?? settings.model);
      if (contextLength === undefined) continue;
      const { provider } = source;
      learnt = {
        provider,
        contextLength,
        promptLimit: source.findPromptLimit?.(body),
        slots: source.findSlots?.(body),
      };
      isDoubtful = false;
      // What was configured had turned out too large: from now on the server's own word bounds it.
      if (refusedLength !== Infinity) refusedLength = contextLength;
      log?.info(
        { model: settings.name, provider, contextLength, modelId, slots: learnt.slots },
        "learnt what the model server is",
      );
      return;
    }
  }

  return {
    contextLength() {
      const known = Math.min(settings.contextLength ?? learnt?.contextLength ?? Infinity, refusedLength);
      return known === Infinity ? undefined : known;
    },
    promptLimit: () => learnt?.promptLimit,
    provider: () => settings.provider ?? learnt?.provider,
    slots: () => learnt?.slots,
    modelId: () => modelId,
    modelName: () => (modelId === undefined ? undefined : toName(modelId)),
    doubt() {
      isDoubtful = learnt !== undefined;
    },
    refused(contextLength) {
      isDoubtful = true;
      refusedLength = Math.min(refusedLength, contextLength ?? Infinity);
    },
    learn() {
      const isConfigured = settings.contextLength && settings.provider && (!isNameless || modelId);
      const isKnown = (isConfigured || learnt !== undefined) && !isDoubtful;
      if (isKnown || now() - askedAtMs < askAgainAfterMs) return;
      askedAtMs = now();
      asking = ask()
        .catch((error: unknown) => {
          log?.info({ model: settings.name, err: error }, "could not ask the model server what it is");
        })
        .finally(() => (asking = undefined));
    },
    async settled() {
      if (!asking) return;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([asking, new Promise<void>((resolve) => (timer = setTimeout(resolve, patienceMs)))]);
      clearTimeout(timer);
    },
  };
}

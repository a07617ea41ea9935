import { AppError } from "#app/core/app-error.ts";
import type { ModelEvent, ModelRequest, TextModel } from "#app/core/turn/text-model.ts";
import type { AdapterLog } from "./adapter-log.ts";
import { assembleAnswer } from "./answer.ts";
import { formatChatBody } from "./chat-body.ts";
import { findChatEndpoint } from "./chat-request.ts";
import { openChat } from "./chat-stream.ts";
import { closeOnReturn, closedByReader } from "./close-on-return.ts";
import { findOverflow, toAppError } from "./error-mapping.ts";
import type { LlmSettings } from "./llm-settings.ts";
import { createOriginBoundSender } from "./origin-bound-request.ts";
import { startWithRetries } from "./model-retry.ts";
import { createServerFacts } from "./server-facts.ts";
import { createSideRequests, type SideRequests } from "./side-requests.ts";
import { countTokens } from "./token-count.ts";
import { createTokenWatchdog } from "./token-watchdog.ts";

export interface ChatCompletionsDependencies {
  log?: AdapterLog | undefined;
  /** Milliseconds of a clock that does not jump; default `performance.now`. */
  now?: (() => number) | undefined;
}

/** As much of a prompt as shows that a server repeats it; less than the least could be any word. */
const promptStartLength = 24;
const leastPromptLength = 8;

function requireServerUrl(text: string): URL {
  const url = new URL(text);
  if (url.search !== "" || url.hash !== "") {
    throw new TypeError("The model server's URL must have no query and no fragment.");
  }
  return url;
}

/** Texts that must not be in an error that a person or a log sees. */
function listSecrets(settings: LlmSettings, base: URL, request: ModelRequest): string[] {
  const promptStarts = request.messages
    .map(({ content }) => content.trim().slice(0, promptStartLength))
    .filter((start) => start.length >= leastPromptLength);
  return [settings.apiKey ?? "", base.host, ...promptStarts];
}

async function isHealthy(side: SideRequests, signal: AbortSignal): Promise<boolean> {
  const health = await side.get("/health", signal);
  if (health.status === 200) return true;
  // A server that is ill says so by 5xx, while its list of models is still there.
  if (health.status >= 500) return false;
  return (await side.get("/v1/models", signal)).status === 200;
}

/**
 * A model behind TGI, or any server of OpenAI's chat completions (vLLM, llama.cpp, Ollama).
 * @throws TypeError when the URL is not one of http or https.
 */
export function createChatCompletionsModel(
  settings: LlmSettings,
  { log, now = () => performance.now() }: ChatCompletionsDependencies = {},
): TextModel {
  const base = requireServerUrl(settings.url);
  const send = createOriginBoundSender(base);
  const endpoint = findChatEndpoint(settings.url, settings.apiKey);
  const side = createSideRequests(settings, send);
  const facts = createServerFacts(settings, { side, log, now });
  const endings = [...(settings.stop ?? []), ...(settings.eosToken ? [settings.eosToken] : [])];

  /** TGI takes any other id than its placeholder for that of an adapter. */
  const idToAskFor = () =>
    settings.learns && facts.provider() !== "tgi" ? (facts.modelId() ?? settings.model) : settings.model;

  /** @param life aborts with everything that ends the answer early: stop, silence, a reader that left. */
  async function* answer(
    request: ModelRequest,
    signal: AbortSignal,
    life: AbortController,
  ): AsyncGenerator<ModelEvent, void, undefined> {
    signal.throwIfAborted();
    facts.learn();
    if (settings.learns && facts.modelId() === undefined) await facts.settled();
    const body = formatChatBody({ ...settings, model: idToAskFor() }, request, facts.provider());
    const watchdog = createTokenWatchdog(settings.timeoutMs, () => life.abort(new AppError("model_timeout")));
    const onAbort = () => life.abort(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    const names = { requestId: request.requestId, model: settings.name };
    const last = request.messages.at(-1);
    const begun = last?.role === "assistant" ? last.content : "";
    const attempt = { body, requestId: request.requestId, signal: life.signal };
    const start = () => {
      const chat = openChat({ endpoint, send }, attempt);
      return assembleAnswer(chat, { endings, begun, reasoningForm: settings.reasoning, watchdog, signal });
    };
    let hasBegun = false;
    let events: AsyncGenerator<ModelEvent, void, undefined> | undefined;
    try {
      const started = await startWithRetries(start, {
        deadlineMs: now() + settings.timeoutMs,
        now,
        signal: life.signal,
        onRetry: (err, delayMs) => log?.warn({ err, delayMs, ...names }, "asking the model again"),
      });
      events = started.events;
      for (let next = started.first; !next.done; next = await events.next()) {
        hasBegun = true;
        watchdog.hold();
        yield next.value;
        watchdog.release();
        if (signal.aborted && next.value.type !== "finished") throw signal.reason;
      }
    } catch (error) {
      if (signal.aborted) throw signal.reason;
      if (life.signal.reason === closedByReader) return;
      const reason: unknown = life.signal.aborted ? life.signal.reason : error;
      const told = toAppError(reason, hasBegun, listSecrets(settings, base, request));
      if (told.code === "model_context_exceeded") facts.refused(findOverflow(reason));
      // Whoever comes back may be another.
      if (told.code === "model_unavailable" || told.code === "model_loading") facts.doubt();
      throw told;
    } finally {
      watchdog.stop();
      await events?.return();
      signal.removeEventListener("abort", onAbort);
    }
  }

  return {
    get name() {
      return settings.learns === "name" ? (facts.modelName() ?? settings.name) : settings.name;
    },
    get model() {
      return idToAskFor();
    },
    isKnownAs: (name) =>
      settings.learns === "name" && (name === settings.name || facts.modelId() === undefined),
    maxConcurrent: () => facts.slots(),
    learn: () => facts.learn(),
    systemPrompt: settings.systemPrompt,
    maxTokens: settings.maxTokens,
    contextStrategy: settings.contextStrategy,
    contextLength: () => facts.contextLength(),
    promptLimit: () => facts.promptLimit(),
    countTokens: (text) => countTokens(text, { side, provider: facts.provider(), model: idToAskFor() }),
    stream(request, signal) {
      const life = new AbortController();
      return closeOnReturn(answer(request, signal, life), life);
    },
    async isUp(signal) {
      facts.learn();
      try {
        const isUp = await isHealthy(side, signal);
        if (!isUp) facts.doubt();
        return isUp;
      } catch (error) {
        facts.doubt();
        log?.info({ err: error, model: settings.name }, "the model server does not answer");
        return false;
      }
    },
  };
}

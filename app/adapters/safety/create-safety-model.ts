import type { Log } from "#app/core/log.ts";
import type { SafetyModel, Verdict } from "#app/core/safety/safety-model.ts";
import type { PromptMessage } from "#app/core/turn/text-model.ts";
import {
  createGuardServer,
  GuardError,
  readChatText,
  readCompletionText,
  type GuardServer,
} from "./guard-server.ts";
import { formatLlamaGuardPrompt, parseLlamaGuard } from "./llama-guard.ts";
import type { SafetySettings } from "./safety-settings.ts";
import { formatShieldGemmaPrompt, joinShieldGemma, shieldGemmaPolicies } from "./shield-gemma.ts";
import { guessTaxonomy, type Taxonomy } from "./taxonomy.ts";
import { findAskingWay, type AskingWay } from "./template-canary.ts";

/** A verdict and its codes are a dozen tokens. */
const greedy = { temperature: 0, max_tokens: 50, stream: false };
/** ShieldGemma goes on to explain itself; the first word is the verdict. */
const firstWord = { temperature: 0, max_tokens: 4, stream: false };
/** A check waits no longer to learn how the guard is to be asked. */
const longestCanaryMs = 3_000;

/** Llama Guard or ShieldGemma behind TGI, vLLM or llama.cpp. */
export function createSafetyModel(settings: SafetySettings, { log }: { log: Log }): SafetyModel {
  const server = createGuardServer(settings);
  const taxonomy = settings.taxonomy ?? guessTaxonomy(settings.model);
  const check =
    taxonomy === "shieldgemma"
      ? shieldGemma(server, settings)
      : llamaGuard(server, settings, taxonomy, createCanary(settings, log));
  const tell = (reason: string, err?: unknown) =>
    log.warn({ err, guard: settings.name, reason }, "the safety model gave no verdict");
  return {
    name: settings.name,
    async check(turns, signal) {
      try {
        const verdict = await check(turns, signal);
        if (verdict.verdict === "unknown") tell(verdict.reason);
        return verdict;
      } catch (error) {
        signal.throwIfAborted();
        const reason = error instanceof GuardError ? error.reason : "unavailable";
        tell(reason, error);
        return { verdict: "unknown", reason };
      }
    },
  };
}

type Check = (turns: readonly PromptMessage[], signal: AbortSignal) => Promise<Verdict>;

function llamaGuard(
  server: GuardServer,
  { model, maxTokens, extraBody }: SafetySettings,
  taxonomy: Exclude<Taxonomy, "shieldgemma">,
  askingWay: () => Promise<AskingWay>,
): Check {
  return async (turns, signal) => {
    const body = { model, ...greedy, ...(maxTokens && { max_tokens: maxTokens }), ...extraBody };
    if ((await askingWay()) === "chat") {
      const messages = turns.map(({ role, content }) => ({ role, content }));
      const answer = await server.post("/v1/chat/completions", { ...body, messages }, signal);
      return parseLlamaGuard(readChatText(answer), taxonomy);
    }
    const prompt = formatLlamaGuardPrompt(turns, taxonomy);
    const answer = await server.post("/v1/completions", { ...body, prompt }, signal);
    return parseLlamaGuard(readCompletionText(answer), taxonomy);
  };
}

function shieldGemma(server: GuardServer, { model, extraBody }: SafetySettings): Check {
  return async (turns, signal) => {
    const answers = Object.entries(shieldGemmaPolicies).map(async ([code, policy]) => {
      const prompt = formatShieldGemmaPrompt(turns, policy);
      const answer = await server.post(
        "/v1/completions",
        { model, ...firstWord, ...extraBody, prompt },
        signal,
      );
      return { code, text: readCompletionText(answer) };
    });
    return joinShieldGemma(await Promise.all(answers));
  };
}

/**
 * Asked at start, and again with each check until the server has answered once: it may come up later than we. As long
 * as it does not tell, it is asked by chat.
 */
function createCanary(settings: SafetySettings, log: Log): () => Promise<AskingWay> {
  const { model, name } = settings;
  const server = createGuardServer({
    ...settings,
    timeoutMs: Math.min(settings.timeoutMs, longestCanaryMs),
  });
  let known: Promise<AskingWay | undefined> | undefined;

  async function find(): Promise<AskingWay | undefined> {
    try {
      const way = await findAskingWay(server, model, new AbortController().signal);
      if (way === "completion") {
        log.warn(
          { guard: name },
          "the safety model's chat template loses the conversation; prompting it directly",
        );
      }
      return way;
    } catch (error) {
      known = undefined;
      log.warn(
        { err: error, guard: name },
        "the safety model does not tell how it fills in its template yet",
      );
      return undefined;
    }
  }

  known = find();
  return async () => (await (known ??= find())) ?? "chat";
}

import { generate, type GeneratedToken } from "../generation/generate.ts";
import { planGeneration, type Plan } from "../generation/plan.ts";
import { splitTokens } from "../generation/tokenizer.ts";
import type { ChatMessage } from "../talk/chat-message.ts";
import { replyTo } from "../talk/reply.ts";
import type { Exchange } from "./exchange.ts";
import { PlainError } from "../failures.ts";
import { requireFit, requireValidParameters } from "./parameter-rules.ts";
import type { Parameters } from "./request-schemas.ts";

export interface Job {
  messages: readonly ChatMessage[];
  /** The text that the model reads, as its tokens are counted. */
  prompt: string;
  parameters: Parameters;
  streaming: boolean;
}

interface RunningJob {
  promptTokens: number;
  tokens: AsyncGenerator<GeneratedToken, void>;
}

/** Checks a request and starts to generate. @throws TgiError of type `validation` */
export function startJob({ model, signal }: Exchange, job: Job): RunningJob {
  const { parameters, messages } = job;
  requireValidParameters(parameters, job.streaming);
  const promptTokens = Math.min(splitTokens(job.prompt).length, parameters.truncate ?? Infinity);
  const plan = planGeneration(replyTo(messages, model.library), {
    stop: parameters.stop,
    maxNewTokens: requireFit(promptTokens, parameters.max_new_tokens),
    tokensPerSecond: model.tokensPerSecond,
  });
  return { promptTokens, tokens: logged(plan, model.log, signal) };
}

/** A proxy answers before the model server hears of a request. @throws PlainError */
export function requireAvailable({ model }: Exchange, messages: readonly ChatMessage[]): void {
  if (replyTo(messages, model.library).fault !== "unavailable") return;
  throw new PlainError(503, "<html><body><h1>503 Service Unavailable</h1></body></html>", "text/html");
}

async function* logged(
  plan: Plan,
  log: Exchange["model"]["log"],
  signal: AbortSignal,
): AsyncGenerator<GeneratedToken, void> {
  let generatedTokens = 0;
  try {
    for await (const generated of generate(plan, signal)) {
      generatedTokens++;
      yield generated;
    }
  } finally {
    const outcome = signal.aborted ? "dropped" : "ended";
    log.debug({ outcome, generatedTokens }, "Demo generation is over");
  }
}

/** TGI's headers about a prompt. */
export function computeHeaders(prompt: string): Record<string, string> {
  return { "x-compute-type": "demo", "x-compute-characters": String([...prompt].length) };
}

import type { FinishReason } from "../generation/plan.ts";
import { modelId } from "../model.ts";
import { applyChatTemplate } from "./chat-template.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { sendJson, type Exchange } from "./exchange.ts";
import { TgiError } from "../failures.ts";
import { computeHeaders, requireAvailable, startJob, type Job } from "./generation-job.ts";
import { readJson } from "./request-body.ts";
import { chatRequestSchema, parametersOfChat, type ChatRequest } from "./request-schemas.ts";

/** POST /v1/chat/completions */
export async function chatCompletions(exchange: Exchange): Promise<void> {
  const chat = await readJson(exchange.request, chatRequestSchema);
  requireAvailable(exchange, chat.messages);
  const job: Job = {
    messages: chat.messages,
    prompt: applyChatTemplate(chat.messages),
    parameters: parametersOfChat(chat),
    streaming: chat.stream,
  };
  await (chat.stream ? streamChat(exchange, chat, job) : completeChat(exchange, chat, job));
}

async function completeChat(exchange: Exchange, chat: ChatRequest, job: Job): Promise<void> {
  const running = startJob(exchange, job);
  let content = "";
  let completionTokens = 0;
  let finishReason: string | null = null;
  for await (const generated of running.tokens) {
    if (!generated.token.special) content += generated.token.text;
    completionTokens++;
    finishReason = chatFinishReason(generated.finishReason);
  }
  const message = { role: "assistant", content };
  const body = {
    ...envelopeOf("chat.completion", chat),
    choices: [{ index: 0, message, logprobs: null, finish_reason: finishReason }],
    usage: usageOf(running.promptTokens, completionTokens),
  };
  sendJson(exchange.response, body, { headers: computeHeaders(job.prompt) });
}

async function streamChat(exchange: Exchange, chat: ChatRequest, job: Job): Promise<void> {
  const { response, signal } = exchange;
  const stream = openEventStream(response, { signal, headers: computeHeaders(job.prompt) });
  try {
    await sendChunks(stream, exchange, chat, job);
  } catch (error) {
    if (!(error instanceof TgiError)) throw error;
    // Inside a stream TGI calls every error a 422, and says [DONE] nonetheless.
    await stream.send({ error: { message: error.message, http_status_code: 422 } });
  }
  await stream.sendDone();
  stream.end();
}

async function sendChunks(
  stream: EventStream,
  exchange: Exchange,
  chat: ChatRequest,
  job: Job,
): Promise<void> {
  const running = startJob(exchange, job);
  const envelope = envelopeOf("chat.completion.chunk", chat);
  let completionTokens = 0;
  for await (const { token, finishReason } of running.tokens) {
    completionTokens++;
    const delta = { role: "assistant", content: token.special ? "" : token.text };
    const choice = { index: 0, delta, logprobs: null, finish_reason: chatFinishReason(finishReason) };
    await stream.send({ ...envelope, choices: [choice], usage: null });
  }
  if (!chat.stream_options.include_usage) return;
  await stream.send({ ...envelope, choices: [], usage: usageOf(running.promptTokens, completionTokens) });
}

/** `id` is always empty, and the model's name is the one that was asked for. */
function envelopeOf(object: string, chat: ChatRequest) {
  return {
    object,
    id: "",
    created: Math.floor(Date.now() / 1000),
    model: chat.model ?? modelId,
    system_fingerprint: "3.3.6-demo",
  };
}

function chatFinishReason(reason: FinishReason | undefined): string | null {
  return reason === "eos_token" ? "stop" : (reason ?? null);
}

function usageOf(promptTokens: number, completionTokens: number) {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

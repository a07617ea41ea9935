import type { Token } from "../generation/generate.ts";
import type { FinishReason } from "../generation/plan.ts";
import { openEventStream, type EventStream } from "./event-stream.ts";
import { sendJson, type Exchange } from "./exchange.ts";
import { TgiError } from "../failures.ts";
import { computeHeaders, requireAvailable, startJob, type Job } from "./generation-job.ts";
import { readJson } from "./request-body.ts";
import { compatRequestSchema, generateRequestSchema, type GenerateRequest } from "./request-schemas.ts";

/** POST /generate */
export async function generateWhole(exchange: Exchange): Promise<void> {
  const body = await readJson(exchange.request, generateRequestSchema);
  sendJson(exchange.response, await completeText(exchange, body), { headers: computeHeaders(body.inputs) });
}

/** POST /generate_stream */
export async function generateStream(exchange: Exchange): Promise<void> {
  await streamText(exchange, await readJson(exchange.request, generateRequestSchema));
}

/** POST /: the body says whether to stream, and a whole answer comes in a list. */
export async function generateCompat(exchange: Exchange): Promise<void> {
  const body = await readJson(exchange.request, compatRequestSchema);
  if (body.stream) await streamText(exchange, body);
  else
    sendJson(exchange.response, [await completeText(exchange, body)], {
      headers: computeHeaders(body.inputs),
    });
}

async function completeText(exchange: Exchange, body: GenerateRequest) {
  const job = jobOf(body, false);
  requireAvailable(exchange, job.messages);
  const tokens: Token[] = [];
  let finishReason: FinishReason | undefined;
  for await (const generated of startJob(exchange, job).tokens) {
    tokens.push(generated.token);
    finishReason = generated.finishReason;
  }
  const { parameters, inputs } = body;
  const details = {
    finish_reason: finishReason,
    generated_tokens: tokens.length,
    seed: parameters.seed ?? null,
    prefill: [],
    tokens,
  };
  return {
    generated_text: (parameters.return_full_text ? inputs : "") + textOf(tokens),
    ...((parameters.details || parameters.decoder_input_details) && { details }),
  };
}

async function streamText(exchange: Exchange, body: GenerateRequest): Promise<void> {
  const { response, signal } = exchange;
  const job = jobOf(body, true);
  requireAvailable(exchange, job.messages);
  const stream = openEventStream(response, { signal, headers: computeHeaders(body.inputs) });
  try {
    await sendTokens(stream, exchange, job);
  } catch (error) {
    if (!(error instanceof TgiError)) throw error;
    await stream.send({ error: error.message, error_type: error.errorType });
  }
  stream.end();
}

async function sendTokens(stream: EventStream, exchange: Exchange, job: Job): Promise<void> {
  const running = startJob(exchange, job);
  const tokens: Token[] = [];
  for await (const { token, finishReason } of running.tokens) {
    tokens.push(token);
    const details = finishReason &&
      job.parameters.details && {
        finish_reason: finishReason,
        generated_tokens: tokens.length,
        seed: job.parameters.seed ?? null,
        input_length: running.promptTokens,
      };
    await stream.send({
      index: tokens.length,
      token,
      generated_text: finishReason ? textOf(tokens) : null,
      details: details || null,
    });
  }
}

function jobOf({ inputs, parameters }: GenerateRequest, streaming: boolean): Job {
  return { messages: [{ role: "user", content: inputs }], prompt: inputs, parameters, streaming };
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map((token) => (token.special ? "" : token.text)).join("");
}

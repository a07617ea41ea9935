import {
  bodyOf,
  lastUserText,
  messagesOf,
  resolveAnswer,
  textField,
  type Answer,
  type MakeScript,
  type Script,
  type RecordedRequest,
  type Step,
} from "./script.ts";
import {
  deltaChunk,
  formatEvent,
  keepAliveComment,
  streamHeaders,
  tokenChunk,
  usageChunk,
  type Framing,
  type WireUsage,
} from "./tgi-wire.ts";

type End = Extract<Step, { end: unknown }>["end"];

interface TokenOptions extends Framing {
  /** Between tokens. */
  gapMs?: number;
  /** Another way to say `gapMs`. */
  tokensPerSecond?: number;
  /** From the request to the first token; default `gapMs`. */
  firstTokenMs?: number;
  /** `null` leaves it out, which is a truncated answer. */
  finishReason?: string | null;
  /** Reasoning tokens before the text, under this key. */
  reasoning?: { tokens: readonly string[]; key: "reasoning" | "reasoning_content" };
  /** False leaves `[DONE]` out. */
  done?: boolean;
  end?: End;
}

/** Words with the blanks before them, about as a tokenizer splits. */
export function splitTokens(text: string): string[] {
  return text.match(/\s*\S+(?:\s+$)?|\s+/gu) ?? [];
}

function countWords(request: RecordedRequest): number {
  return messagesOf(request).reduce((count, message) => count + splitTokens(message.content).length, 0);
}

export function usageOf(request: RecordedRequest, completionTokens: number): WireUsage {
  const promptTokens = countWords(request);
  return {
    prompt_tokens: promptTokens,
    completion_tokens: completionTokens,
    total_tokens: promptTokens + completionTokens,
  };
}

function asksForUsage(request: RecordedRequest): boolean {
  return JSON.stringify(bodyOf(request)["stream_options"] ?? {}).includes('"include_usage":true');
}

function* tokenSteps(
  texts: readonly string[],
  request: RecordedRequest,
  options: TokenOptions,
): Generator<Step> {
  const model = textField(request, "model", "tgi");
  const gapMs = options.tokensPerSecond ? 1000 / options.tokensPerSecond : (options.gapMs ?? 0);
  const finishReason = options.finishReason === undefined ? "stop" : options.finishReason;
  const atLastToken = finishReason !== null && finishReason !== "stop";
  let waitMs = options.firstTokenMs ?? gapMs;
  for (const token of options.reasoning?.tokens ?? []) {
    if (waitMs > 0) yield { waitMs };
    yield { send: formatEvent(deltaChunk(model, { [options.reasoning?.key ?? ""]: token }), options) };
    waitMs = gapMs;
  }
  for (const [index, text] of texts.entries()) {
    if (waitMs > 0) yield { waitMs };
    const reason = atLastToken && index === texts.length - 1 ? finishReason : null;
    yield { send: formatEvent(tokenChunk(model, text, reason), options) };
    waitMs = gapMs;
  }
  // The end-of-sequence token is a token of its own; its text is hidden.
  if (finishReason === "stop") yield { send: formatEvent(tokenChunk(model, "", finishReason), options) };
  if (asksForUsage(request) && finishReason !== null) {
    yield { send: formatEvent(usageChunk(model, usageOf(request, texts.length)), options) };
  }
  if (options.done ?? true) yield { send: formatEvent("[DONE]", options) };
  // A reset drops what the kernel has not sent yet.
  if (options.end === "reset") yield { waitMs: 20 };
  yield { end: options.end ?? "clean" };
}

/** Streams these texts as TGI does. A number makes that many tokens ` t0`, ` t1`, … */
export function tokens(texts: readonly string[] | number, options: TokenOptions = {}): MakeScript {
  const list = typeof texts === "number" ? Array.from({ length: texts }, (_, index) => ` t${index}`) : texts;
  return (request) => ({
    status: 200,
    headers: streamHeaders,
    steps: tokenSteps(list, request, options),
    whole: () => ({
      text: list.join(""),
      finishReason: options.finishReason ?? "stop",
      completionTokens: list.length,
    }),
  });
}

/** Says the last user message again. */
export function echo(options: TokenOptions = {}): MakeScript {
  return (request) => tokens(splitTokens(`You said: ${lastUserText(request)}`), options)(request);
}

/** An event stream of exactly these steps; a bare string or object is one `data:` event. */
export function events(list: readonly unknown[], options: Framing & { end?: End } = {}): Script {
  const steps: Step[] = list.map((data) => ({ send: formatEvent(data, options) }));
  return { status: 200, headers: streamHeaders, steps: [...steps, { end: options.end ?? "clean" }] };
}

/** An event stream of raw bytes and waits. */
export function rawSteps(steps: Iterable<Step>, headers: Record<string, string> = streamHeaders): Script {
  return { status: 200, headers, steps };
}

/** `count` tokens, then an end that is not an answer's end. */
export function cutAfter(count: number, end: End): Answer {
  return tokens(count, { finishReason: null, done: false, end });
}

/** TGI's chat form: the error inside a 200 stream with a hard-coded 422, and `[DONE]` after it. */
export function inBandError(message: string, before = 0): Script {
  const texts = Array.from({ length: before }, (_, index) => tokenChunk("tgi", ` t${index}`));
  return events([...texts, { error: { message, http_status_code: 422 } }, "[DONE]"]);
}

/** The native TGI form, `error` as a string; the stream ends behind it. */
export function inBandErrorString(error: string, errorType: string, before = 0): Script {
  const texts = Array.from({ length: before }, (_, index) => tokenChunk("tgi", ` t${index}`));
  return events([...texts, { error, error_type: errorType }]);
}

export const overloadedInBand = (): Script => inBandError("Model is overloaded");

export function httpJson(status: number, body: unknown, headers: Record<string, string> = {}): Script {
  return httpBody(status, "application/json", JSON.stringify(body), headers);
}

export function httpBody(
  status: number,
  contentType: string,
  body: string,
  headers: Record<string, string> = {},
): Script {
  return { status, headers: { "content-type": contentType, ...headers }, steps: [{ send: body }] };
}

export const overloaded429 = (headers: Record<string, string> = {}): Script =>
  httpJson(429, { error: "Model is overloaded", error_type: "overloaded" }, headers);

export const htmlError = (status: number): Script =>
  httpBody(
    status,
    "text/html",
    `<html><head><title>${status}</title></head><body><h1>${status}</h1><hr>nginx at http://tgi.internal</body></html>`,
  );

export const redirectTo = (location: string, status = 307): Script => ({
  status,
  headers: { location },
  steps: [],
});

function* stallSteps(before: Step[], commentEveryMs: number | undefined): Generator<Step> {
  yield* before;
  if (commentEveryMs === undefined) {
    yield { end: "hold" };
    return;
  }
  for (;;) {
    yield { waitMs: commentEveryMs };
    yield { send: keepAliveComment };
  }
}

/** `before` tokens, then nothing for ever, or only TGI's keep-alive comments. */
export function stall({
  before = 0,
  commentEveryMs,
}: { before?: number; commentEveryMs?: number } = {}): Answer {
  return () => {
    const sends = Array.from({ length: before }, (_, index) => ({
      send: formatEvent(tokenChunk("tgi", ` t${index}`)),
    }));
    return { status: 200, headers: streamHeaders, steps: stallSteps(sends, commentEveryMs) };
  };
}

/** Accepts the request and never says a byte, headers included. */
export const silent = (): Script => ({ status: 0, headers: {}, steps: [{ end: "hold" }] });

/** Cuts the connection before any header. */
export const refuseAfterAccept = (end: "fin" | "reset" = "reset"): Script => ({
  status: 0,
  headers: {},
  steps: [{ end }],
});

/** The same bytes, cut into writes of `size` bytes, or in two at byte `at`. Waits are dropped. */
export function resplit(answer: Answer, how: { size: number } | { at: number }): MakeScript {
  return (request) => {
    const script = resolveAnswer(answer, request);
    const steps = [...script.steps];
    const bytes = Buffer.concat(steps.flatMap((step) => ("send" in step ? [Buffer.from(step.send)] : [])));
    const size = "size" in how ? how.size : bytes.length;
    const cuts = "at" in how ? [how.at] : [];
    for (let at = size; at < bytes.length; at += size) cuts.push(at);
    const starts = [0, ...cuts];
    const sends: Step[] = starts.map((start, index) => ({ send: bytes.subarray(start, starts[index + 1]) }));
    return { ...script, steps: [...sends, ...steps.filter((step) => "end" in step)] };
  };
}

import type { Fault, Reply } from "../talk/reply.ts";
import { splitTokens } from "./tokenizer.ts";

/** TGI's own names; the chat API calls `eos_token` "stop". */
export type FinishReason = "eos_token" | "length" | "stop_sequence";

/** A whole generation, known before its first token is sent. */
export interface Plan {
  /** The answer's tokens, without the end token. */
  texts: readonly string[];
  finishReason: FinishReason;
  /** Where the fault strikes, counted in tokens sent before it. */
  fault?: { kind: Fault; afterTokens: number };
  tokensPerSecond: number;
  firstTokenDelayMs: number;
}

interface Bounds {
  stop: readonly string[];
  maxNewTokens: number;
  /** For a reply without a pace of its own. */
  tokensPerSecond: number;
}

export function planGeneration(reply: Reply, { stop, maxNewTokens, tokensPerSecond }: Bounds): Plan {
  const end = findStopEnd(reply.text, stop);
  const tokens = splitTokens(reply.text.slice(0, end));
  const half = Math.ceil(tokens.length / 2);
  const room = reply.fault === "length" ? Math.min(half, maxNewTokens) : maxNewTokens;
  const texts = tokens.slice(0, room);
  return {
    texts,
    finishReason: finishReasonOf({ cut: texts.length < tokens.length, full: texts.length === room, end }),
    tokensPerSecond: reply.tokensPerSecond ?? tokensPerSecond,
    firstTokenDelayMs: reply.firstTokenDelayMs ?? 0,
    ...(reply.fault && { fault: { kind: reply.fault, afterTokens: Math.min(half, texts.length) } }),
  };
}

/** The end token needs room too: an answer that fills its room to the last token ends by length, unless it met a stop sequence. */
function finishReasonOf({
  cut,
  full,
  end,
}: {
  cut: boolean;
  full: boolean;
  end: number | undefined;
}): FinishReason {
  if (cut) return "length";
  if (end !== undefined) return "stop_sequence";
  return full ? "length" : "eos_token";
}

/** TGI leaves the stop sequence in the text, so the answer ends behind the first one. */
function findStopEnd(text: string, stop: readonly string[]): number | undefined {
  const ends = stop
    .filter((sequence) => sequence !== "" && text.includes(sequence))
    .map((sequence) => text.indexOf(sequence) + sequence.length);
  return ends.length === 0 ? undefined : Math.min(...ends);
}

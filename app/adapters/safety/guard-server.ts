import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { UnknownReason } from "#app/core/safety/safety-model.ts";
import { createOriginBoundSender } from "../llm/origin-bound-request.ts";
import { readText } from "../llm/read-text.ts";
import type { SafetySettings } from "./safety-settings.ts";

const maxBytes = 256 * 1024;
/** Between tries of a server that is out of reach or busy; a connection kept open too long is one. */
const pausesMs = [0, 250];

/** Why the guard's server gave no answer; the server's own words are not kept. */
export class GuardError extends Error {
  override readonly name = "GuardError";
  readonly reason: UnknownReason;
  readonly status: number | undefined;

  constructor(reason: UnknownReason, detail: string, status?: number) {
    super(`the safety model gave no answer: ${detail}`);
    this.reason = reason;
    this.status = status;
  }
}

export interface GuardServer {
  /** Tries again what is out of reach or busy. @returns the JSON answer. @throws GuardError; the signal's reason when that aborts */
  post(path: string, body: unknown, signal: AbortSignal): Promise<unknown>;
}

/** Asks one server, within the settings' time. */
export function createGuardServer(settings: SafetySettings): GuardServer {
  const send = createOriginBoundSender(new URL(settings.url));
  const headers: Record<string, string> = {
    "content-type": "application/json",
    ...(settings.apiKey && { authorization: `Bearer ${settings.apiKey}` }),
  };

  async function ask(
    path: string,
    body: unknown,
    signal: AbortSignal,
  ): Promise<{ status: number; text: string }> {
    const url = new URL(`${settings.url}${path}`);
    const response = await send(url, { method: "POST", headers, body: JSON.stringify(body), signal });
    // Destroyed on abort as well, which gives what there was.
    const text = await readText(response, { maxBytes, timeoutMs: settings.timeoutMs });
    signal.throwIfAborted();
    return { status: response.statusCode ?? 0, text };
  }

  async function askOnce(
    path: string,
    body: unknown,
    { signal, late }: { signal: AbortSignal; late: AbortSignal },
  ): Promise<unknown> {
    let answer: { status: number; text: string };
    try {
      answer = await ask(path, body, AbortSignal.any([signal, late]));
    } catch (error) {
      signal.throwIfAborted();
      if (late.aborted) throw new GuardError("timeout", `none within ${settings.timeoutMs} ms`);
      throw new GuardError("unavailable", error instanceof Error ? error.message : "connection failed");
    }
    const { status, text } = answer;
    if (status >= 500 || status === 429) throw new GuardError("unavailable", `status ${status}`, status);
    if (status !== 200) throw new GuardError("rejected", `status ${status}`, status);
    try {
      return JSON.parse(text);
    } catch {
      throw new GuardError("garbage", "not JSON", status);
    }
  }

  return {
    async post(path, body, signal) {
      const late = AbortSignal.timeout(settings.timeoutMs);
      for (const pauseMs of pausesMs) {
        try {
          return await askOnce(path, body, { signal, late });
        } catch (error) {
          if (!(error instanceof GuardError) || error.reason !== "unavailable") throw error;
          await sleep(pauseMs);
        }
      }
      return askOnce(path, body, { signal, late });
    },
  };
}

const chatAnswerSchema = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }) })).min(1),
});
const completionAnswerSchema = z.object({ choices: z.array(z.object({ text: z.string() })).min(1) });

/** @throws GuardError garbage */
export function readChatText(answer: unknown): string {
  const parsed = chatAnswerSchema.safeParse(answer);
  if (!parsed.success) throw new GuardError("garbage", "not a chat completion");
  return parsed.data.choices[0]?.message.content ?? "";
}

/** @throws GuardError garbage */
export function readCompletionText(answer: unknown): string {
  const parsed = completionAnswerSchema.safeParse(answer);
  if (!parsed.success) throw new GuardError("garbage", "not a completion");
  // Some servers leave special tokens in completions.
  return (parsed.data.choices[0]?.text ?? "").replace(
    /<\|?(eot_id|eot|end_of_text)\|?>|<\/s>|<end_of_turn>/g,
    "",
  );
}

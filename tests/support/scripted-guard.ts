import { onTestFinished } from "vitest";
import {
  httpJson,
  startScriptedModel,
  type Answer,
  type ScriptedModel,
  type RecordedRequest,
} from "./scripted-model.ts";

interface GuardOptions {
  /** What it finds unsafe. */
  words?: readonly string[];
  /** From the question to the verdict. */
  delayMs?: number;
  codes?: string;
}

/** The message that is judged: the last. */
export function judgedText(request: RecordedRequest): string {
  const { messages } = request.body as { messages: { content: string }[] };
  return messages.at(-1)?.content ?? "";
}

/** A verdict as a Llama Guard behind TGI gives it. */
export const verdict = (text: string, delayMs = 0): Answer => {
  const script = httpJson(200, {
    object: "chat.completion",
    choices: [{ index: 0, message: { role: "assistant", content: text }, finish_reason: "stop" }],
  });
  return { ...script, steps: [{ waitMs: delayMs }, ...script.steps] };
};

/** A Llama Guard 3 at the wire, which finds every message unsafe that holds one of the words. */
export async function startScriptedGuard({
  words = ["bomb"],
  delayMs = 0,
  codes = "S9",
}: GuardOptions = {}): Promise<ScriptedModel> {
  const guard = await startScriptedModel({ modelId: "llama-guard-3-8b" });
  onTestFinished(() => guard.close());
  guard.script((request) => {
    const isUnsafe = words.some((word) => judgedText(request).includes(word));
    const answer = verdict(isUnsafe ? `\n\nunsafe\n${codes}` : "\n\nsafe", delayMs);
    return typeof answer === "function" ? answer(request) : answer;
  });
  return guard;
}

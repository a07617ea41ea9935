import { z } from "zod";
import { GuardError, type GuardServer } from "./guard-server.ts";

/**
 * How the guard is to be asked: by chat messages, or by a prompt of ours. The chat template of Llama Guard 3 1B and
 * 11B goes over a message's content as over a list; TGI hands it a text, and the guard judges an empty conversation,
 * which it always finds safe.
 */
export type AskingWay = "chat" | "completion";

const canary = "canary-7f3a9c51";
const answerSchema = z.object({ templated_text: z.string() });

/**
 * Asks TGI to fill in its template, and looks whether the words arrive. A server that refuses that address, or has
 * none such (vLLM, llama.cpp), is asked by chat: those hand lists to templates that want them.
 * @throws GuardError when the server cannot be asked
 */
export async function findAskingWay(
  server: GuardServer,
  model: string,
  signal: AbortSignal,
): Promise<AskingWay> {
  try {
    const messages = [{ role: "user", content: canary }];
    const answer = answerSchema.safeParse(await server.post("/chat_tokenize", { model, messages }, signal));
    if (!answer.success) return "chat";
    return answer.data.templated_text.includes(canary) ? "chat" : "completion";
  } catch (error) {
    if (!(error instanceof GuardError)) throw error;
    // No template at all, or one that refuses a plain question.
    if (error.status === 422) return "completion";
    if (error.reason === "rejected" || error.reason === "garbage") return "chat";
    throw error;
  }
}

import { v7 as newId } from "uuid";
import { httpJson, startScriptedModel } from "#tests/support/scripted-model.ts";
import type { BenchDatabase } from "../processes/bench-cluster.ts";
import { startChatbot } from "../processes/chatbot.ts";
import { ClientStream } from "../streams/client-stream.ts";

const turnsEach = 60;
/** From the question to the verdict; the model takes as long to its first token. */
export const guardMs = 50;

export interface SafetyResults {
  turns: number;
  /** From sending the message to the first text, in milliseconds. */
  withoutGuard: readonly number[];
  /** With a safety model on the input, and on input and output. */
  withGuard: readonly number[];
  withBoth: readonly number[];
  problems: readonly string[];
}

/** Turns of one person after the other: without a safety model, with one on the input, with one on both, in turns. */
export async function measureSafety(
  database: BenchDatabase,
  { modelUrl, onProgress }: { modelUrl: string; onProgress: (progress: string) => void },
): Promise<SafetyResults> {
  const guard = await startScriptedModel({ recordsRequests: false });
  const safe = httpJson(200, { choices: [{ message: { content: "safe" } }] });
  guard.script({ ...safe, steps: [{ waitMs: guardMs }, ...safe.steps] });
  const plain = await startChatbot({ ...database, modelUrl });
  const startGuarded = (check: "input" | "both") =>
    startChatbot({
      ...database,
      modelUrl,
      env: { SAFETY_LLM: JSON.stringify({ url: guard.url, model: "llama-guard-3-8b", check }) },
    });
  const guarded = await startGuarded("input");
  const both = await startGuarded("both");
  const problems: string[] = [];
  const times = { plain: [] as number[], guarded: [] as number[], both: [] as number[] };
  async function turn(url: string, into: number[], number: number): Promise<void> {
    const question = { label: `safety-${number}`, tokens: 5, tokensPerSecond: 100 };
    const stream = await ClientStream.connect(url, `person-${number}`, question, newId());
    const outcome = await stream.ask();
    problems.push(...outcome.problems);
    const { firstTokenMs } = outcome.times;
    if (firstTokenMs !== null) into.push(firstTokenMs);
  }
  try {
    // The first ones pay for connections and code.
    for (let number = 0; number < 5; number += 1) {
      await turn(plain.url, [], number);
      await turn(guarded.url, [], number + 1_000);
      await turn(both.url, [], number + 2_000);
    }
    for (let number = 10; number < turnsEach + 10; number += 1) {
      await turn(plain.url, times.plain, number);
      await turn(guarded.url, times.guarded, number + 1_000);
      await turn(both.url, times.both, number + 2_000);
    }
    onProgress(`safety, ${turnsEach} turns each`);
    for (const { process } of [plain, guarded, both]) problems.push(...process.complaints);
    return {
      turns: turnsEach,
      withoutGuard: times.plain,
      withGuard: times.guarded,
      withBoth: times.both,
      problems,
    };
  } finally {
    await plain.process.stop();
    await guarded.process.stop();
    await both.process.stop();
    await guard.close();
  }
}

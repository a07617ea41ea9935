import { expect, it, vi } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import {
  startScriptedModel,
  type ScriptedModel,
  type RecordedRequest,
} from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

const rounds = 15;
/** What a busy test machine may take; the medians are printed. */
const patienceMs = 1_000;

interface Stopped {
  /** From the stop to the end of the upstream request. */
  elapsedMs: number;
  text: string;
}

function requireRequest(model: ScriptedModel, key: string): RecordedRequest {
  const request = model.chats.find(({ body }) => JSON.stringify(body).includes(`recite ${key} `));
  if (!request) throw new Error("The model was not asked.");
  return request;
}

/** Starts an answer with one client and stops it with another. */
async function stopOnce(
  model: ScriptedModel,
  {
    starter,
    stopper,
    key,
    firstMs,
  }: { starter: TestClient; stopper: TestClient; key: string; firstMs?: number },
): Promise<Stopped> {
  const content = askFor({ key, words: 2_000, gapMs: 20, ...(firstMs !== undefined && { firstMs }) });
  const { generationId, conversation } = await starter.ask(content);
  if (firstMs === undefined)
    await starter.expect("generation.delta", (frame) => frame.generationId === generationId);
  const upstream = await vi.waitFor(() => requireRequest(model, key));
  const askedAtMs = performance.now();
  stopper.send({ type: "generation.stop", generationId });
  const { outcome, atMs } = await upstream.closed;
  expect(outcome).toBe("aborted");
  const { message } = await starter.finished(generationId);
  expect(message.status).toBe("stopped");
  expect(message.content, "the text is frozen as the person saw it").toBe(starter.textOf(generationId));
  expect(recited(content).startsWith(message.content)).toBe(true);
  return { elapsedMs: atMs - askedAtMs, text: `${conversation.id} ${message.content}` };
}

it(
  "closes the upstream request at once, from the same process and from another",
  { timeout: 60_000 },
  async () => {
    const database = await createTestDatabase();
    const model = await startScriptedModel({ answer: recite });
    const [a, b] = await Promise.all([1, 2].map(() => spawnChatbot({ database, modelUrl: model.url })));
    const starter = await TestClient.connect(a?.url ?? "");
    const elsewhere = await TestClient.connect(b?.url ?? "");
    for (const [place, stopper] of [
      ["same process", starter],
      ["other process", elsewhere],
    ] as const) {
      for (const firstMs of [undefined, 60_000]) {
        const times: number[] = [];
        for (let round = 0; round < rounds; round += 1) {
          const key = `${place}-${firstMs ?? "word"}-${round}`.replaceAll(" ", "-");
          const { elapsedMs, text } = await stopOnce(model, {
            starter,
            stopper,
            key,
            ...(firstMs && { firstMs }),
          });
          times.push(elapsedMs);
          if (round === 0) await expectKept(b?.url ?? "", text);
        }
        const when = firstMs ? "before the first word" : "while words come";
        console.log(`stop, ${place}, ${when}: median ${Math.round(medianOf(times))} ms`);
        expect(Math.max(...times)).toBeLessThan(patienceMs);
      }
    }
    expect(model.openStreams).toBe(0);
    await model.close();
  },
);

/** A reload shows the same, whichever process answers it. */
async function expectKept(url: string, stopped: string): Promise<void> {
  const [conversationId = ""] = stopped.split(" ", 1);
  const answer = await new TestApi(url, "ada").get(`/api/conversations/${conversationId}/messages`);
  expect(answer.json).toMatchObject({
    items: [
      { role: "user" },
      { role: "assistant", status: "stopped", content: stopped.slice(conversationId.length + 1) },
    ],
  });
}

const medianOf = (times: readonly number[]) =>
  [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? NaN;

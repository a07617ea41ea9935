import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { silent, stall, tokens, type Answer, type RecordedRequest } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });
const upstreamCloseMs = 100;

/** Starts an answer, stops it when `ready`, and tells how long the upstream request lived on after that. */
async function stopOnce(
  client: TestClient,
  content: string,
  ready: (generationId: string) => Promise<unknown>,
) {
  const before = chatbot().model.chats.length;
  const accepted = await client.ask(content);
  await ready(accepted.generationId);
  const upstream: RecordedRequest = chatbot().model.chats[before]!;
  const stoppedAt = performance.now();
  client.send({ type: "generation.stop", generationId: accepted.generationId });
  const { outcome, atMs } = await upstream.closed;
  expect(outcome).toBe("aborted");
  return { accepted, closedAfterMs: atMs - stoppedAt, ...(await client.finished(accepted.generationId)) };
}

/** The best of some tries: a busy machine makes single ones late, a slow program all of them. */
async function fastestStop(stop: () => ReturnType<typeof stopOnce>) {
  let fastest = await stop();
  for (let tries = 1; tries < 5 && fastest.closedAfterMs > upstreamCloseMs; tries += 1) {
    const next = await stop();
    if (next.closedAfterMs < fastest.closedAfterMs) fastest = next;
  }
  return fastest;
}

describe("generation.stop", () => {
  const openings: [string, Answer][] = [
    ["before the model has said a byte", silent],
    ["before the first token", stall()],
    ["while only keep-alive comments come", stall({ commentEveryMs: 10 })],
  ];
  it.each(openings)(
    "closes the upstream request at once %s, and keeps an empty answer",
    async (moment, answer) => {
      const { model, url } = chatbot();
      model.answerTo(moment, answer);
      const client = await TestClient.connect(url, { user: "early" });
      const stopped = await fastestStop(() => {
        const before = model.chats.length;
        return stopOnce(client, moment, () => expect.poll(() => model.chats.length).toBe(before + 1));
      });
      expect(stopped.closedAfterMs).toBeLessThan(upstreamCloseMs);
      expect(stopped.message).toMatchObject({ status: "stopped", content: "" });
      expect(stopped.message.error).toBeUndefined();
    },
  );

  it("closes the upstream request at once in the middle, and freezes the text as it was seen", async () => {
    const { model, url } = chatbot();
    model.answerTo("Go on", tokens(words(5_000), { gapMs: 5 }));
    const client = await TestClient.connect(url, { user: "middle" });
    const stopped = await fastestStop(() =>
      stopOnce(client, "Go on", (id) =>
        client.expect("generation.delta", (frame) => frame.generationId === id && frame.seq > 5),
      ),
    );
    expect(stopped.closedAfterMs).toBeLessThan(upstreamCloseMs);
    const { accepted, message, generationId } = stopped;
    expect(message).toMatchObject({ status: "stopped", content: client.textOf(generationId) });
    expect(words(5_000).join("")).toContain(message.content);
    const { items } = await new TestApi(url, "middle").listMessages(accepted.conversation.id);
    expect(items.at(-1)).toEqual(message);
    await client.expect(
      "conversation.updated",
      ({ conversation }) => conversation.id === accepted.conversation.id && !conversation.generating,
    );
    await expect.poll(() => model.openStreams).toBe(0);
  });

  it("works from another tab, and may come often", async () => {
    const { model, url } = chatbot();
    model.answerTo("Long", tokens(words(5_000), { gapMs: 5 }));
    const [writer, other] = [
      await TestClient.connect(url, { user: "tabs" }),
      await TestClient.connect(url, { user: "tabs" }),
    ];
    const { generationId } = await writer.ask("Long");
    await writer.expect("generation.delta");
    for (let times = 0; times < 3; times += 1) other.send({ type: "generation.stop", generationId });
    const finished = await writer.finished(generationId);
    expect(finished.message.status).toBe("stopped");
    other.send({ type: "generation.stop", generationId });
    await other.settled();
    expect(other.framesOf("error")).toHaveLength(1);
    expect(writer.framesOf("generation.finished")).toHaveLength(1);
  });

  it("leaves a finished answer as it is", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "late" });
    const { generationId, conversation } = await client.ask("Short");
    const { message } = await client.finished(generationId);
    client.send({ type: "generation.stop", generationId });
    await client.settled();
    const { items } = await new TestApi(chatbot().url, "late").listMessages(conversation.id);
    expect(items.at(-1)).toEqual(message);
  });

  it("is refused for a generation that is not there", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "nobody" });
    client.send({ type: "generation.stop", generationId: newId() });
    expect(await client.expect("error")).toMatchObject({ code: "not_found", retryable: false });
  });
});

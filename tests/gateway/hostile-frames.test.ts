import fc from "fast-check";
import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { clientFrameSchema } from "#app/protocol/frames.ts";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });
const seed = 20_260_713;
const frameTypes = clientFrameSchema.options.map(({ shape }) => shape.type.value);

/** Every field that some client frame has, right by itself. */
const rightFields = {
  id: newId(),
  conversationId: newId(),
  messageId: newId(),
  generationId: newId(),
  parentId: newId(),
  content: "Hello",
  afterSeq: 3,
  model: "tgi",
};
const wrongValue = fc.oneof(
  fc.constantFrom(null, true, -1, 1.5, 1e300, "", " ", "not-a-uuid", "\u0000", "x".repeat(201_000), [], {}),
  fc.jsonValue(),
);
const unknownType = fc.oneof(
  fc.constantFrom("hello", "generation.delta", "code.run", "kernel.restart", "__proto__", "constructor", ""),
  fc.string(),
);

/** Text that is no frame at all, or a frame of which nothing exists. Each must be answered with an error. */
const hostileText = fc.oneof(
  fc.string({ unit: "binary" }).filter((text) => !isJson(text)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom("", "{", '{"type":', "[".repeat(50_000), `{"a":`.repeat(9_000), "null", "﻿{}"),
  fc
    .tuple(unknownType, fc.dictionary(fc.string(), wrongValue))
    .map(([type, rest]) => JSON.stringify({ ...rest, type })),
  fc
    .tuple(fc.constantFrom(...frameTypes), fc.constantFrom(...Object.keys(rightFields)), wrongValue)
    .map(([type, field, value]) => ({ ...rightFields, type, [field]: value }))
    .filter((frame) => !clientFrameSchema.safeParse(frame).success)
    .map((frame) => JSON.stringify(frame)),
  fc
    .constantFrom(
      "message.edit",
      "message.regenerate",
      "message.continue",
      "branch.select",
      "generation.stop",
    )
    .map((type) => JSON.stringify({ ...rightFields, type })),
  fc.constant(JSON.stringify({ ...rightFields, type: "message.send" })),
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

async function expectWorking(client: TestClient): Promise<void> {
  const { generationId } = await client.ask("Still there?");
  expect((await client.finished(generationId)).message.status).toBe("complete");
}

describe("frames that make no sense", () => {
  it("are each answered with a clear error, and the socket works on: 600 of them", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "fuzzer" });
    const texts = fc.sample(hostileText, { seed, numRuns: 600 });
    for (let at = 0; at < texts.length; at += 100) {
      const batch = texts.slice(at, at + 100);
      const before = client.framesOf("error").length;
      for (const text of batch) client.socket.send(text);
      await expect
        .poll(() => client.framesOf("error").length - before, { timeout: 20_000 })
        .toBe(batch.length);
      await expectWorking(client);
    }
    const codes = new Set(client.framesOf("error").map(({ code }) => code));
    expect(codes).toEqual(new Set(["invalid_request", "not_found"]));
    for (const { message } of client.framesOf("error")) {
      expect(message).not.toBe("");
      expect(message.length).toBeLessThan(2_000);
    }
    const { items } = await new TestApi(chatbot().url, "fuzzer").listConversations("?limit=200");
    expect(items).toHaveLength(texts.length / 100);
  });

  it("name the frame that they answer, the field and the reason", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "learner" });
    const id = newId();
    client.send({ type: "message.send", id, content: "   ", parentId: 7 });
    expect(await client.expect("error")).toEqual({
      type: "error",
      code: "invalid_request",
      message: "parentId: must be a UUID; content: must not be empty",
      retryable: false,
      ref: id,
    });
    client.send({ type: "message.shout", content: "hi" });
    expect(await client.next("error")).toMatchObject({
      message: "type: unknown frame type; see PROTOCOL.md",
    });
  });

  it("may be binary", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "binary" });
    client.socket.send(Buffer.from([0, 255, 1, 254]));
    client.socket.send(Buffer.from(JSON.stringify({ type: "message.send", id: newId(), content: "Hi" })));
    await expect.poll(() => client.framesOf("error").length).toBe(2);
    expect(client.framesOf("error")[0]).toMatchObject({ code: "invalid_request" });
    await expectWorking(client);
  });

  it("may come in any order", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "disorderly" });
    const conversationId = newId();
    client.send({ type: "conversation.unwatch", conversationId });
    client.send({ type: "conversation.watch", conversationId, generationId: newId(), afterSeq: 2 ** 31 });
    client.send({ type: "conversation.watch", conversationId });
    client.send({ type: "conversation.watch", conversationId });
    client.send({ type: "conversation.unwatch", conversationId });
    await client.settled();
    const { generationId } = await client.ask("First", { conversationId });
    const place = { conversationId, generationId };
    client.send({ type: "conversation.watch", ...place, afterSeq: Number.MAX_SAFE_INTEGER });
    await client.finished(generationId);
    expect(client.framesOf("error").map(({ code }) => code)).toEqual(["not_found"]);
  });
});

describe("a client that goes too far", () => {
  it("is closed with 1009 for a frame beyond 1 MiB, and not for one just below", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "big" });
    const frame = (length: number) =>
      JSON.stringify({ type: "message.send", id: newId(), content: "x".repeat(length) });
    client.socket.send(frame(1024 * 1024 - 1000));
    expect(await client.expect("error")).toMatchObject({
      message: "content: must be at most 200000 characters",
    });
    client.socket.send(frame(1024 * 1024));
    expect(await client.closed).toBe(1009);
    await expectWorking(await TestClient.connect(chatbot().url, { user: "big" }));
  });

  it("is closed with 1008 for a flood of frames", async () => {
    const { url } = await startChatbot({ pages: false, env: { LIMIT_FRAMES_PER_SECOND: "5" } });
    const [flooder, other] = [
      await TestClient.connect(url, { user: "flooder" }),
      await TestClient.connect(url, { user: "other" }),
    ];
    for (let count = 0; count < 60; count += 1) flooder.socket.send("{}");
    expect(await flooder.closed).toBe(1008);
    expect(flooder.framesOf("error").length).toBeGreaterThanOrEqual(45);
    await expectWorking(other);
  });
});

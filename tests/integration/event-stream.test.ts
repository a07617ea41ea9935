import { createParser, type EventSourceMessage } from "eventsource-parser";
import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { serverFrameSchema, type ServerFrame } from "#app/protocol/frames.ts";
import { cutAfter, tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi, errorOf } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

async function openTalk(user: string) {
  const api = new TestApi(chatbot().url, user);
  const { id: conversationId } = await api.createConversation({ title: "Talk" });
  const path = `/api/conversations/${conversationId}/messages`;
  const stream = (body: object, signal?: AbortSignal) =>
    fetch(`${chatbot().url}${path}`, {
      method: "POST",
      headers: { "X-Forwarded-User": user, Accept: "text/event-stream" },
      body: JSON.stringify(body),
      signal: signal ?? null,
    });
  return { api, conversationId, path, stream };
}

/** The frames of an event stream to its end; each event bears its frame's type. */
async function readFrames(response: Response): Promise<ServerFrame[]> {
  const events: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void events.push(event) });
  const decoder = new TextDecoder();
  for await (const bytes of response.body ?? []) parser.feed(decoder.decode(bytes, { stream: true }));
  return events.map((event) => {
    const frame = serverFrameSchema.parse(JSON.parse(event.data));
    expect(event.event).toBe(frame.type);
    return frame;
  });
}

describe("POST /api/conversations/:id/messages that accepts an event stream", () => {
  it("streams the socket's frames of this turn, from accepted to finished", async () => {
    const { api, conversationId, stream } = await openTalk("reader");
    chatbot().model.answerTo("Count", tokens(words(20), { gapMs: 10 }));
    const response = await stream({ content: "Count" });
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    expect(response.headers.get("content-encoding")).toBeNull();
    const [accepted, started, ...rest] = await readFrames(response);
    const deltas = rest.slice(0, -1);
    expect([accepted?.type, started?.type]).toEqual(["message.accepted", "generation.started"]);
    expect(new Set(deltas.map(({ type }) => type))).toEqual(new Set(["generation.delta"]));
    const texts = deltas.map((frame) => (frame.type === "generation.delta" ? frame.text : ""));
    expect(texts.join("")).toBe(words(20).join(""));
    const { items } = await api.listMessages(conversationId);
    expect(rest.at(-1)).toMatchObject({ type: "generation.finished", message: items.at(-1) });
  });

  it("begins before the answer is whole", async () => {
    const { stream } = await openTalk("early-reader");
    chatbot().model.answerTo("Slowly", tokens(words(3), { gapMs: 200 }));
    const response = await stream({ content: "Slowly" });
    const reader = response.body!.getReader();
    const { value } = await reader.read();
    const first = new TextDecoder().decode(value);
    expect(first).toContain("message.accepted");
    expect(first).not.toContain("generation.finished");
    await reader.cancel();
  });

  it("goes on with its turn when the reader leaves", async () => {
    const { api, conversationId, stream } = await openTalk("leaver");
    chatbot().model.answerTo("Long", tokens(words(40), { gapMs: 10 }));
    const leaving = new AbortController();
    const response = await stream({ content: "Long" }, leaving.signal);
    await response.body!.getReader().read();
    leaving.abort();
    await expect
      .poll(async () => (await api.listMessages(conversationId)).items.at(-1), { timeout: 10_000 })
      .toMatchObject({ status: "complete", content: words(40).join("") });
  });

  it("shows a repeated id the same turn, under way or finished", async () => {
    const { stream } = await openTalk("repeater");
    chatbot().model.answerTo("Again", tokens(words(30), { gapMs: 10 }));
    const id = newId();
    const first = stream({ id, content: "Again" });
    await expect.poll(() => chatbot().model.openStreams).toBeGreaterThan(0);
    const second = await readFrames(await stream({ id, content: "Again" }));
    const whole = (await readFrames(await first)).at(-1);
    const third = await readFrames(await stream({ id, content: "Again" }));
    expect(third.map(({ type }) => type)).toEqual(["message.accepted", "generation.finished"]);
    for (const last of [whole, second.at(-1), third.at(-1)]) {
      expect(last).toMatchObject({ type: "generation.finished", message: { content: words(30).join("") } });
    }
  });

  it("ends with the failed message when the model fails", async () => {
    const { stream } = await openTalk("unlucky");
    chatbot().model.answerTo("Break", cutAfter(2, "reset"));
    const frames = await readFrames(await stream({ content: "Break" }));
    expect(frames.at(-1)).toMatchObject({
      message: { status: "failed", content: " t0 t1", error: { code: "model_truncated" } },
    });
  });

  it("ends when the conversation is deleted under it", async () => {
    const { api, conversationId, stream } = await openTalk("deleter");
    chatbot().model.answerTo("Endless", tokens(words(3_000), { gapMs: 5 }));
    const response = await stream({ content: "Endless" });
    await api.delete(`/api/conversations/${conversationId}`);
    expect((await readFrames(response)).at(-1)).toMatchObject({ type: "error", code: "not_found" });
  });

  it("is an ordinary error when the turn is refused", async () => {
    const { stream } = await openTalk("refused");
    for (const [body, status] of [
      [{ content: "" }, 400],
      [{ content: "Hi", model: "none" }, 400],
      [{ content: "Hi", parentId: newId() }, 404],
    ] as const) {
      const response = await stream(body);
      expect(response.status).toBe(status);
      expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    }
  });
});

describe("POST /api/conversations/:id/messages that waits", () => {
  it("answers both messages as they are stored, and the tabs of the user see them live", async () => {
    const { api, conversationId, path } = await openTalk("waiter");
    const client = await TestClient.connect(chatbot().url, { user: "waiter" });
    client.send({ type: "conversation.watch", conversationId });
    await client.settled();
    const id = newId();
    const answer = await api.post(path, { id, content: "Hello" });
    const { items } = await api.listMessages(conversationId);
    expect(answer).toMatchObject({
      status: 200,
      json: { userMessage: items[0], assistantMessage: items[1] },
    });
    expect(items[0]?.id).toBe(id);
    expect((await client.expect("generation.finished")).message).toEqual(items[1]);
  });

  it("answers a failed turn with its failed message", async () => {
    const { api, path } = await openTalk("unlucky-waiter");
    chatbot().model.answerTo("Break", cutAfter(1, "reset"));
    const answer = await api.post(path, { content: "Break" });
    expect(answer).toMatchObject({
      status: 200,
      json: { assistantMessage: { status: "failed", error: { code: "model_truncated" } } },
    });
  });

  it("needs a conversation that is there", async () => {
    const { api } = await openTalk("lost");
    for (const id of [newId(), "no-uuid"]) {
      const answer = await api.post(`/api/conversations/${id}/messages`, { content: "Hi" });
      expect([answer.status, errorOf(answer).code]).toEqual([404, "not_found"]);
    }
    expect((await api.listConversations()).items).toHaveLength(1);
  });
});

import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { stall } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false, modelOptions: { maxTotalTokens: 1_000_000 } });

/** A conversation of this many turns, `q0`, `You said: q0`, … */
async function openLongTalk(user: string, turns: number) {
  const api = new TestApi(chatbot().url, user);
  const { id } = await api.createConversation({ title: "Long" });
  for (let turn = 0; turn < turns; turn += 1) await api.ask(id, `q${turn}`);
  const contents = Array.from({ length: turns }, (_, turn) => [`q${turn}`, `You said: q${turn}`]).flat();
  return { api, id, contents };
}

describe("GET /api/conversations/:id/messages", () => {
  it("gives the newest page first, oldest message first in it, and every message once over all pages", async () => {
    const { api, id, contents } = await openLongTalk("reader", 62);
    const pages: string[][] = [];
    let query = "";
    do {
      const { items, nextBefore } = await api.listMessages(id, query);
      pages.unshift(items.map(({ content }) => content));
      query = nextBefore === null ? "" : `?before=${nextBefore}`;
    } while (query !== "");
    expect(pages.map(({ length }) => length)).toEqual([24, 50, 50]);
    expect(pages.flat()).toEqual(contents);
    const small = await api.listMessages(id, "?limit=3");
    expect(small.items.map(({ content }) => content)).toEqual(contents.slice(-3));
    const whole = await api.listMessages(id, "?limit=200");
    expect(whole).toMatchObject({ nextBefore: null });
    expect(whole.items).toHaveLength(contents.length);
  });

  it("ends with the answer that is being written, as far as it is logged", async () => {
    const { api, id } = await openLongTalk("follower", 1);
    const client = await TestClient.connect(chatbot().url, { user: "follower" });
    chatbot().model.answerTo("More", stall({ before: 3 }));
    const { generationId } = await client.ask("More", { conversationId: id });
    await expect
      .poll(async () => (await api.listMessages(id)).items.at(-1))
      .toMatchObject({
        status: "streaming",
        content: " t0 t1 t2",
        generationId,
        lastSeq: expect.any(Number),
      });
    client.send({ type: "generation.stop", generationId });
    await client.finished(generationId);
    expect((await api.listMessages(id)).items.at(-1)).toMatchObject({
      status: "stopped",
      content: " t0 t1 t2",
    });
  });

  it("lets a reader go on live from the page without a gap", async () => {
    const { api, id } = await openLongTalk("seamless", 1);
    const [writer, reader] = [
      await TestClient.connect(chatbot().url, { user: "seamless" }),
      await TestClient.connect(chatbot().url, { user: "seamless" }),
    ];
    chatbot().model.answerTo("More", stall({ before: 40, commentEveryMs: 5 }));
    const { generationId } = await writer.ask("More", { conversationId: id });
    await expect.poll(async () => (await api.listMessages(id)).items.at(-1)?.content).not.toBe("");
    const { content, lastSeq = 0 } = (await api.listMessages(id)).items.at(-1)!;
    reader.send({ type: "conversation.watch", conversationId: id, generationId, afterSeq: lastSeq });
    await reader.expect("generation.started");
    writer.send({ type: "generation.stop", generationId });
    const { message } = await reader.finished(generationId);
    expect(content + reader.textOf(generationId)).toBe(message.content);
  });

  it("refuses limits and places that are none", async () => {
    const { api, id } = await openLongTalk("wrong", 1);
    for (const query of ["limit=0", "limit=201", "limit=many", "before=7"]) {
      const answer = await api.get(`/api/conversations/${id}/messages?${query}`);
      expect([query, answer.status, errorOf(answer).code]).toEqual([query, 400, "invalid_request"]);
    }
    const before = await api.listMessages(id, `?before=${newId()}`);
    expect(before).toEqual({ items: [], nextBefore: null });
  });
});

describe("the content of a message", () => {
  it("may be 200,000 characters long, and no longer, and not blank", async () => {
    const { api, id } = await openLongTalk("writer", 0);
    const path = `/api/conversations/${id}/messages`;
    const longest = "é".repeat(200_000);
    expect((await api.ask(id, longest)).userMessage.content).toBe(longest);
    for (const content of [`${longest}x`, "", " \n ", "\u0000", null, 7]) {
      const answer = await api.post(path, { content });
      expect([answer.status, errorOf(answer).code]).toEqual([400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(/^content: /);
    }
    expect((await api.listMessages(id)).items).toHaveLength(2);
  });
});

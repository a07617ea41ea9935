import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import {
  bodyOf,
  httpBody,
  lastUserText,
  silent,
  tokens,
  type RecordedRequest,
} from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const titlePrompt = /^Give this conversation a title/;
const asksForTitle = (request: RecordedRequest) => titlePrompt.test(lastUserText(request));
/** Says a title when asked for one, and otherwise the question again. */
const chatbot = shareChatbot({
  pages: false,
  modelOptions: {
    answer: (request) => {
      const subject = JSON.stringify(bodyOf(request)["messages"]).includes("broken") ? "" : '"About Ferns"\n';
      if (!asksForTitle(request)) return tokens([lastUserText(request)])(request);
      if (JSON.stringify(request.body).includes("never titled")) return silent();
      return subject === "" ? httpBody(400, "text/plain", "no") : tokens([subject])(request);
    },
  },
});

async function openTalk(user: string) {
  return { client: await TestClient.connect(chatbot().url, { user }), api: new TestApi(chatbot().url, user) };
}

describe("the title of a conversation", () => {
  it("is the start of the first message, until the model has made one after the first turn", async () => {
    const { client, api } = await openTalk("ferns");
    const { conversation } = await client.ask("What do ferns need?\nPlease.");
    expect(conversation.title).toBe("What do ferns need?");
    const titled = await client.expect(
      "conversation.updated",
      (frame) => frame.conversation.title === "About Ferns",
    );
    expect(await api.findConversation(conversation.id)).toEqual(titled.conversation);
  });

  it("is asked for once, after the first turn only", async () => {
    const { client } = await openTalk("once");
    const first = await client.ask("Once, please");
    const { id: conversationId } = first.conversation;
    await client.expect("conversation.updated", ({ conversation }) => conversation.title === "About Ferns");
    const second = await client.ask("And again", { conversationId });
    await client.finished(second.generationId);
    await client.settled();
    const prompts = chatbot()
      .model.chats.filter(asksForTitle)
      .map(({ body }) => JSON.stringify(body));
    expect(prompts.filter((prompt) => prompt.includes("Once, please"))).toHaveLength(1);
    expect(prompts.filter((prompt) => prompt.includes("And again"))).toEqual([]);
  });

  it("stays as a person gave it, also when that comes while the model thinks of one", async () => {
    const { client, api } = await openTalk("namer");
    const given = await api.createConversation({ title: "Mine" });
    await api.ask(given.id, "Named before");
    const { id: conversationId } = (await client.ask("Named meanwhile", { conversationId: newId() }))
      .conversation;
    await api.patch(`/api/conversations/${conversationId}`, { title: "Mine too" });
    await client.expect("generation.finished");
    await expect
      .poll(() => chatbot().model.chats.some((chat) => JSON.stringify(chat.body).includes("Named meanwhile")))
      .toBe(true);
    await client.settled();
    expect(await api.findConversation(given.id)).toMatchObject({ title: "Mine" });
    expect(await api.findConversation(conversationId)).toMatchObject({ title: "Mine too" });
  });

  it("stays the start of the message when the model cannot make one, and the turn is fine", async () => {
    const { client, api } = await openTalk("broken");
    const { generationId, conversation } = await client.ask("broken question");
    expect((await client.finished(generationId)).message.status).toBe("complete");
    await expect.poll(() => chatbot().logLines.join("")).toContain("could not make a title");
    expect(await api.findConversation(conversation.id)).toMatchObject({ title: "broken question" });
  });

  it("is made on demand, also over a person's", async () => {
    const { api } = await openTalk("demander");
    const { id } = await api.createConversation({ title: "Mine" });
    await api.ask(id, "What do ferns need?");
    const answer = await api.post(`/api/conversations/${id}/title`);
    expect(answer).toMatchObject({ status: 200, json: { id, title: "About Ferns" } });
  });

  it("is given up when nobody waits for it any more", async () => {
    const { api } = await openTalk("hanging-up");
    const { id } = await api.createConversation({ title: "Mine" });
    await api.ask(id, "never titled");
    const hangUp = new AbortController();
    const asking = fetch(`${chatbot().url}/api/conversations/${id}/title`, {
      method: "POST",
      headers: { "x-forwarded-user": "hanging-up" },
      signal: hangUp.signal,
    });
    await expect.poll(() => chatbot().model.openStreams).toBe(1);
    hangUp.abort();
    await expect(asking).rejects.toThrow();
    await expect.poll(() => chatbot().model.openStreams).toBe(0);
    expect(await api.findConversation(id)).toMatchObject({ title: "Mine" });
  });

  it("cannot be made for a conversation without messages, nor for somebody else's", async () => {
    const { api } = await openTalk("empty");
    const { id } = await api.createConversation();
    const empty = await api.post(`/api/conversations/${id}/title`);
    expect([empty.status, errorOf(empty).code]).toEqual([400, "invalid_request"]);
    const foreign = await new TestApi(chatbot().url, "stranger").post(`/api/conversations/${id}/title`);
    expect([foreign.status, errorOf(foreign).code]).toEqual([404, "not_found"]);
  });
});

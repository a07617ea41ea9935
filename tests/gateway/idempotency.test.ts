import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { echo, lastUserText } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false, modelOptions: { answer: echo({ gapMs: 20 }) } });

/** A person with a titled conversation, so that no title request mixes with the turns. */
async function openTalk(user: string) {
  const api = new TestApi(chatbot().url, user);
  const { id: conversationId } = await api.createConversation({ title: "Talk" });
  return { api, conversationId, connect: () => TestClient.connect(chatbot().url, { user }) };
}

/** How often the model answered this to its end. A repeated message may be asked and cut while it is looked up. */
async function answersTo(text: string): Promise<number> {
  const chats = chatbot().model.chats.filter((chat) => lastUserText(chat) === text);
  const ends = await Promise.all(chats.map((chat) => chat.closed));
  return ends.filter(({ outcome }) => outcome === "finished").length;
}

describe("a message that is sent again under its id", () => {
  it("starts one turn when both come at once, and answers both", async () => {
    const { api, conversationId, connect } = await openTalk("twice-at-once");
    const client = await connect();
    const frame = { type: "message.send", id: newId(), conversationId, content: "twice at once" };
    client.send(frame);
    client.send(frame);
    const finished = await client.expect("generation.finished");
    await client.settled();
    const accepted = client.framesOf("message.accepted");
    expect(new Set(accepted.map(({ generationId }) => generationId))).toEqual(
      new Set([finished.generationId]),
    );
    expect(accepted).toHaveLength(2);
    expect(client.framesOf("generation.finished")).toHaveLength(1);
    expect(client.textOf(finished.generationId)).toBe(finished.message.content);
    expect(await api.listMessages(conversationId)).toMatchObject({
      items: [{ id: frame.id }, finished.message],
    });
    expect(await answersTo("twice at once")).toBe(1);
  });

  it("shows a second socket the answer under way from its beginning", async () => {
    const { conversationId, connect } = await openTalk("second-socket");
    const [first, second] = [await connect(), await connect()];
    const frame = { type: "message.send", id: newId(), conversationId, content: "a b c d e f g h i j k l" };
    first.send(frame);
    await first.expect("generation.delta", ({ seq }) => seq >= 3);
    second.send(frame);
    const { generationId } = await second.expect("message.accepted", ({ id }) => id === frame.id);
    const finished = await second.finished(generationId);
    expect(finished).toEqual(await first.finished(generationId));
    expect(second.textOf(generationId)).toBe(finished.message.content);
    expect(await answersTo(frame.content)).toBe(1);
  });

  it("gives the finished answer when that is already written", async () => {
    const { conversationId, connect } = await openTalk("after-finish");
    const frame = { type: "message.send", id: newId(), conversationId, content: "say it once" };
    const first = await connect();
    first.send(frame);
    const finished = await first.expect("generation.finished");
    const second = await connect();
    // What a repeated frame says besides its id does not count.
    second.send({ ...frame, content: "something else" });
    const accepted = await second.expect("message.accepted");
    expect(accepted).toMatchObject({
      generationId: finished.generationId,
      message: { content: "say it once" },
    });
    expect((await second.finished(finished.generationId)).message).toEqual(finished.message);
    expect(await answersTo("something else")).toBe(0);
  });

  it("gives the same pair over HTTP as over the socket, both ways", async () => {
    const { api, conversationId, connect } = await openTalk("over-http");
    const client = await connect();
    const [overSocket, overHttp] = [newId(), newId()];
    const accepted = await client.ask("socket first", { id: overSocket, conversationId });
    const pair = await api.ask(conversationId, "socket first", { id: overSocket });
    expect(pair).toEqual({
      userMessage: accepted.message,
      assistantMessage: (await client.finished(accepted.generationId)).message,
    });
    const asked = await api.ask(conversationId, "HTTP first", { id: overHttp });
    const repeated = await client.ask("HTTP first", { id: overHttp, conversationId });
    expect(repeated.message).toEqual(asked.userMessage);
    expect((await client.finished(repeated.generationId)).message).toEqual(asked.assistantMessage);
    expect([await answersTo("socket first"), await answersTo("HTTP first")]).toEqual([1, 1]);
  });

  it("is a conflict under an id that is somebody else's, and shows nothing of theirs", async () => {
    const { api, conversationId } = await openTalk("owner-of-id");
    const id = newId();
    await api.ask(conversationId, "my secret", { id });
    const other = await openTalk("other-person");
    const client = await other.connect();
    const frame = { type: "message.send", id, conversationId: other.conversationId, content: "mine" };
    const refused = await client.refusal(frame);
    expect(refused).toMatchObject({ code: "conflict", ref: id });
    expect(JSON.stringify(client.frames)).not.toContain("my secret");
    expect(await other.api.listMessages(other.conversationId)).toMatchObject({ items: [] });
    const { items } = await api.listMessages(conversationId);
    expect(items).toHaveLength(2);
  });
});

describe("the other commands under an id that was used", () => {
  it.each(["message.edit", "message.regenerate"] as const)(
    "start one answer for a %s sent twice",
    async (type) => {
      const { api, conversationId, connect } = await openTalk(type);
      const { userMessage, assistantMessage } = await api.ask(conversationId, `before ${type}`);
      const client = await connect();
      const messageId = type === "message.edit" ? userMessage.id : assistantMessage.id;
      const frame = { type, id: newId(), messageId, content: `once by ${type}` };
      client.send(frame);
      client.send(frame);
      const { generationId } = await client.expect("generation.finished");
      client.send(frame);
      await client.expect(
        "message.accepted",
        (accepted) => client.framesOf("message.accepted")[2] === accepted,
      );
      await client.settled();
      const generations = client.framesOf("message.accepted").map((accepted) => accepted.generationId);
      expect(generations).toEqual([generationId, generationId, generationId]);
      const asked = type === "message.edit" ? `once by ${type}` : `before ${type}`;
      expect(await answersTo(asked)).toBe(type === "message.edit" ? 1 : 2);
    },
  );
});

import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { bodyOf, cutAfter, stall, tokens, type Answer } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

/** A conversation of two turns with a title, and a socket of its owner. */
async function openTalk(user: string) {
  const api = new TestApi(chatbot().url, user);
  const client = await TestClient.connect(chatbot().url, { user });
  const { id: conversationId } = await api.createConversation({ title: "Talk" });
  const first = await api.ask(conversationId, "One");
  const second = await api.ask(conversationId, "Two");
  const shown = async () => (await api.listMessages(conversationId)).items.map(({ content }) => content);
  return { api, client, conversationId, first, second, shown };
}

async function selectBranch(client: TestClient, messageId: string): Promise<void> {
  const selected = client.next("conversation.updated");
  client.send({ type: "branch.select", id: newId(), messageId });
  await selected;
}

const promptTexts = () =>
  (bodyOf(chatbot().model.chats.at(-1)!)["messages"] as { content: string }[]).map(({ content }) => content);

describe("message.edit", () => {
  it("makes a sibling of the message with an answer of its own, and asks without what it replaces", async () => {
    const { client, api, conversationId, second, shown } = await openTalk("editor");
    const id = newId();
    client.send({ type: "message.edit", id, messageId: second.userMessage.id, content: "Three" });
    const accepted = await client.expect("message.accepted", (frame) => frame.id === id);
    const siblingIds = [second.userMessage.id, id];
    expect(accepted.message).toMatchObject({ id, parentId: second.userMessage.parentId, siblingIds });
    expect((await client.finished(accepted.generationId)).message.content).toBe("You said: Three");
    expect(promptTexts()).toEqual(["One", "You said: One", "Three"]);
    expect(await shown()).toEqual(["One", "You said: One", "Three", "You said: Three"]);
    const { items } = await api.listMessages(conversationId);
    expect(items[2]?.siblingIds).toEqual(siblingIds);
  });

  it("also replaces the first message", async () => {
    const { client, first, shown } = await openTalk("editor-of-first");
    const frame = { type: "message.edit", id: newId(), messageId: first.userMessage.id, content: "Zero" };
    client.send(frame);
    await client.expect("generation.finished");
    expect(promptTexts()).toEqual(["Zero"]);
    expect(await shown()).toEqual(["Zero", "You said: Zero"]);
  });

  it("is refused for an answer and for an unknown message", async () => {
    const { client, first } = await openTalk("wrong-editor");
    const edit = { type: "message.edit", content: "Mine now" };
    const answer = await client.refusal({ ...edit, messageId: first.assistantMessage.id });
    expect(answer.code).toBe("invalid_request");
    expect(answer.message).toMatch(/^messageId: /);
    expect(await client.refusal({ ...edit, messageId: newId() })).toMatchObject({ code: "not_found" });
  });
});

describe("message.regenerate", () => {
  it("writes a sibling answer to the same message", async () => {
    const { client, second, shown } = await openTalk("again");
    chatbot().model.enqueue(tokens(["Another ", "answer"]));
    const id = newId();
    client.send({ type: "message.regenerate", id, messageId: second.assistantMessage.id });
    const started = await client.expect("generation.started");
    expect(started).toMatchObject({ generationId: id, parentId: second.userMessage.id });
    const { message } = await client.finished(id);
    expect(message).toMatchObject({
      content: "Another answer",
      parentId: second.userMessage.id,
      siblingIds: [second.assistantMessage.id, started.messageId],
    });
    expect(promptTexts()).toEqual(["One", "You said: One", "Two"]);
    expect(await shown()).toEqual(["One", "You said: One", "Two", "Another answer"]);
  });

  it("answers anew, further up too, and by the message as well as by its answer", async () => {
    const { client, first, shown } = await openTalk("further-up");
    chatbot().model.enqueue(tokens(["Fresh"]));
    const id = newId();
    client.send({ type: "message.regenerate", id, messageId: first.userMessage.id });
    await client.finished(id);
    expect(await shown()).toEqual(["One", "Fresh"]);
  });

  it("is refused for an unknown message", async () => {
    const { client } = await openTalk("wrong-again");
    const refused = await client.refusal({ type: "message.regenerate", messageId: newId() });
    expect(refused.code).toBe("not_found");
  });
});

describe("branch.select", () => {
  it("shows the branch of that message down to its newest leaf, to every tab", async () => {
    const { client, first, second, conversationId, shown } = await openTalk("selector");
    const other = await TestClient.connect(chatbot().url, { user: "selector" });
    const edited = newId();
    client.send({ type: "message.edit", id: edited, messageId: first.userMessage.id, content: "Else" });
    await client.expect("generation.finished");
    expect(await shown()).toEqual(["Else", "You said: Else"]);
    const told = other.next("conversation.updated", ({ conversation }) => conversation.id === conversationId);
    client.send({ type: "branch.select", id: newId(), messageId: first.userMessage.id });
    await told;
    expect(await shown()).toEqual(["One", "You said: One", "Two", "You said: Two"]);
    await selectBranch(client, edited);
    expect(await shown()).toEqual(["Else", "You said: Else"]);
    expect(second.userMessage.siblingIds).toEqual([second.userMessage.id]);
  });

  it("is where the next message goes on", async () => {
    const { client, conversationId, first, shown } = await openTalk("goes-on");
    client.send({ type: "message.edit", id: newId(), messageId: first.userMessage.id, content: "Else" });
    await client.expect("generation.finished");
    await selectBranch(client, first.userMessage.id);
    const next = await client.ask("Next", { conversationId });
    await client.finished(next.generationId);
    expect(await shown()).toEqual(["One", "You said: One", "Two", "You said: Two", "Next", "You said: Next"]);
  });

  it("is refused for an unknown message", async () => {
    const { client } = await openTalk("wrong-selector");
    const refused = await client.refusal({ type: "branch.select", messageId: newId() });
    expect(refused.code).toBe("not_found");
  });
});

describe("message.send with a parentId", () => {
  it("branches off there", async () => {
    const { client, conversationId, first, shown } = await openTalk("brancher");
    const parentId = first.assistantMessage.id;
    const aside = await client.ask("Aside", { conversationId, parentId });
    await client.finished(aside.generationId);
    expect(promptTexts()).toEqual(["One", "You said: One", "Aside"]);
    expect(await shown()).toEqual(["One", "You said: One", "Aside", "You said: Aside"]);
    expect(aside.message.siblingIds).toHaveLength(2);
  });

  it("is refused for a parent that is no answer of this conversation", async () => {
    const { client, conversationId, first } = await openTalk("wrong-brancher");
    for (const parentId of [newId(), first.userMessage.id]) {
      const frame = { type: "message.send", conversationId, parentId, content: "Aside" };
      expect(await client.refusal(frame)).toMatchObject({ code: "not_found" });
    }
  });
});

describe("message.continue", () => {
  it("goes on with a stopped answer from its last character, in the same message", async () => {
    const { client, conversationId, shown } = await openTalk("continuer");
    chatbot().model.enqueue(stall({ before: 3 }));
    const asked = await client.ask("Count", { conversationId });
    await client.expect("generation.delta", () => client.textOf(asked.generationId) === " t0 t1 t2");
    client.send({ type: "generation.stop", generationId: asked.generationId });
    const stopped = (await client.finished(asked.generationId)).message;
    chatbot().model.enqueue(tokens([" t3", " t4"]));
    const id = newId();
    client.send({ type: "message.continue", id, messageId: stopped.id });
    expect(await client.expect("generation.started", (frame) => frame.generationId === id)).toMatchObject({
      messageId: stopped.id,
    });
    const { message } = await client.finished(id);
    expect(client.textOf(id)).toBe(" t3 t4");
    expect(message).toMatchObject({ id: stopped.id, status: "complete", content: " t0 t1 t2 t3 t4" });
    expect((await shown()).slice(-2)).toEqual(["Count", " t0 t1 t2 t3 t4"]);
  });

  it.each<[string, Answer]>([
    ["was cut at the longest answer allowed", tokens([" one", " two"], { finishReason: "length" })],
    ["failed after its first words", cutAfter(2, "clean")],
    ["the model server ended early", tokens([" one", " two"], { finishReason: "abort" })],
  ])("goes on with an answer that %s, and counts the tokens of both runs", async (how, answer) => {
    const { client, conversationId } = await openTalk(how);
    chatbot().model.enqueue(answer);
    const { generationId } = await client.ask("Count", { conversationId });
    const cut = (await client.finished(generationId)).message;
    chatbot().model.enqueue(tokens([" three", " four", " five"]));
    const id = newId();
    client.send({ type: "message.continue", id, messageId: cut.id });
    const { message } = await client.finished(id);
    expect(message).toMatchObject({
      id: cut.id,
      status: "complete",
      content: `${cut.content} three four five`,
    });
    expect(message.error).toBeUndefined();
    expect(message.usage).toMatchObject({ completionTokens: 5, promptTokens: expect.any(Number) });
    expect(message.usage?.firstTokenMs).toBe(cut.usage?.firstTokenMs);
  });

  it("is refused for an answer that is complete", async () => {
    const { client, second } = await openTalk("wrong-continuer");
    const frame = { type: "message.continue", messageId: second.assistantMessage.id };
    const refused = await client.refusal(frame);
    expect(refused).toMatchObject({ code: "invalid_request", retryable: false });
  });
});

import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { words } from "#tests/support/words.ts";

const chatbot = shareChatbot({ pages: false });

/** Ada's answer under way, and Eve's socket, who knows every id of it. */
async function openTwo(user: string) {
  const { url, model } = chatbot();
  model.answerTo("Secret", tokens(words(300), { gapMs: 10 }));
  const ada = await TestClient.connect(url, { user });
  const eve = await TestClient.connect(url, { user: `not-${user}` });
  const accepted = await ada.ask("Secret");
  await ada.expect("generation.delta");
  const stop = async () => {
    ada.send({ type: "generation.stop", generationId: accepted.generationId });
    return ada.finished(accepted.generationId);
  };
  return { ada, eve, accepted, stop };
}

describe("somebody else's conversation over the socket", () => {
  it("is silent to those who watch it", async () => {
    const { ada, eve, accepted, stop } = await openTwo("watched");
    const { generationId, conversation } = accepted;
    const watch = { type: "conversation.watch", conversationId: conversation.id };
    eve.send(watch);
    eve.send({ ...watch, generationId, afterSeq: 0 });
    const heard = ada.deltasOf(generationId).length;
    await ada.expect("generation.delta", () => ada.deltasOf(generationId).length > heard + 5);
    await stop();
    eve.send({ ...watch, generationId });
    await eve.settled();
    expect(eve.frames.map(({ type }) => type)).toEqual(["hello", "error"]);
  });

  it("cannot be stopped", async () => {
    const { ada, eve, accepted, stop } = await openTwo("unstopped");
    eve.send({ type: "generation.stop", generationId: accepted.generationId });
    expect(await eve.expect("error")).toMatchObject({ code: "not_found" });
    const { seq } = ada.deltasOf(accepted.generationId).at(-1)!;
    await ada.expect("generation.delta", (frame) => frame.seq > seq + 5);
    await stop();
  });

  it("cannot be written to, edited, answered anew, continued or switched", async () => {
    const { ada, eve, accepted, stop } = await openTwo("untouched");
    const { message } = await stop();
    const api = new TestApi(chatbot().url, "untouched");
    const before = await api.listMessages(accepted.conversation.id);
    const frames = [
      { type: "message.send", conversationId: accepted.conversation.id, content: "Mine" },
      {
        type: "message.send",
        conversationId: accepted.conversation.id,
        parentId: message.id,
        content: "Mine",
      },
      { type: "message.edit", messageId: accepted.id, content: "Mine" },
      { type: "message.regenerate", messageId: message.id },
      { type: "message.continue", messageId: message.id },
      { type: "branch.select", messageId: message.id },
    ];
    const unknown = await eve.refusal({ type: "branch.select", messageId: crypto.randomUUID() });
    for (const frame of frames) {
      const refused = await eve.refusal(frame);
      // Nothing tells it from what is not there at all.
      expect({ ...refused, ref: "" }).toEqual({ ...unknown, ref: "" });
    }
    expect(await api.listMessages(accepted.conversation.id)).toEqual(before);
    expect(ada.framesOf("error")).toEqual([]);
    expect((await new TestApi(chatbot().url, "not-untouched").listConversations()).items).toEqual([]);
  });
});

import { v7 as newId } from "uuid";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startPostgresRelay } from "#tests/support/postgres-relay.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";
import { KeptTurns } from "./support/kept-turns.ts";
import { askFor, recite, recited } from "./support/recitation.ts";

const content = askFor({ key: "once", words: 30, gapMs: 20 });
const lastWord = "once·29·";

/** A chatbot whose connections to the primary are reset as many times as `resets` says, at such statements. */
async function startBehindRelay(moment: "sent" | "replied", isHit: (sent: string) => boolean, resets = 1) {
  const database = await createTestDatabase();
  onTestFinished(() => database.drop());
  let left = resets;
  const hit = (sent: Buffer) => left > 0 && isHit(sent.toString("latin1")) && left-- > 0;
  const relay = await startPostgresRelay(
    database.primaryUrl,
    moment === "sent" ? { resetOn: hit } : { resetOnReplyTo: hit },
  );
  const model = await startScriptedModel({ answer: recite });
  const env = { POSTGRES_PRIMARY_URL: relay.url };
  const { url } = await startChatbot({ database, model, env, pages: false, standby: false });
  onTestFinished(async () => {
    await model.close();
    await relay.close();
  });
  return { url, model, database, resetsLeft: () => left };
}

/** Bytes as they stand in a Bind message, read back as the test reads them. */
const asSent = (text: string) => Buffer.from(text).toString("latin1");
/** START bears the message and its title; FINISH the last word and the status. Later statements bear neither so. */
const isStart = (sent: string) => sent.includes(asSent(content));
const isFinish = (sent: string) => sent.includes(asSent(lastWord)) && sent.includes("complete");
const isLogEntry = (sent: string) => sent.includes(asSent("once·3·")) && !sent.includes("complete");

const cases = [
  { name: "the start was sent", moment: "sent", isHit: isStart },
  { name: "the start was committed, its reply is lost", moment: "replied", isHit: isStart },
  { name: "a log entry was committed, its reply is lost", moment: "replied", isHit: isLogEntry },
  { name: "the end was sent", moment: "sent", isHit: isFinish },
  { name: "the end was committed, its reply is lost", moment: "replied", isHit: isFinish },
] as const;

describe("a connection that is lost when", () => {
  it.each(cases)(
    "$name: leaves each message once, and the client is told right",
    async ({ moment, isHit }) => {
      const { url, model, database, resetsLeft } = await startBehindRelay(moment, isHit);
      const client = await TestClient.connect(url);
      const id = newId();
      const accepted = await client.ask(content, { id });
      const finished = await client.finished(accepted.generationId);
      expect(resetsLeft(), "the connection was reset").toBe(0);
      expect(finished.message).toMatchObject({ status: "complete", content: recited(content), parentId: id });
      expect(client.textOf(accepted.generationId)).toBe(recited(content));
      expect(client.framesOf("error")).toEqual([]);
      expect(client.framesOf("message.accepted")).toHaveLength(1);
      expect(client.framesOf("generation.finished")).toHaveLength(1);

      // The same frame again, as a client does that missed the answer.
      client.send({ type: "message.send", id, conversationId: accepted.conversation.id, content });
      await client.settled();
      await expect.poll(() => client.framesOf("generation.finished").length).toBe(2);
      expect(client.framesOf("generation.finished")[1]?.message).toEqual(finished.message);
      const kept = new KeptTurns(database);
      expect([...(await kept.messages()).values()]).toMatchObject([
        [
          { id, role: "user", content },
          { id: finished.message.id, role: "assistant", content: recited(content) },
        ],
      ]);
      expect(model.openStreams).toBe(0);
    },
  );

  it("every try to start is lost: says that it is not surely taken, and the same id gives one message", async () => {
    const { url, database, resetsLeft } = await startBehindRelay("sent", isStart, 4);
    const client = await TestClient.connect(url);
    const id = newId();
    const conversationId = newId();
    const error = await client.refusal({ type: "message.send", id, conversationId, content });
    expect(error).toMatchObject({ code: "database_unavailable", retryable: true });
    expect(resetsLeft()).toBe(0);
    const { generationId } = await client.ask(content, { id, conversationId });
    expect((await client.finished(generationId)).message.content).toBe(recited(content));
    expect((await new KeptTurns(database).messages()).get(conversationId)).toHaveLength(2);
  });
});

describe("a connection that is lost when another answer was committed, its reply is lost", () => {
  it("writes that answer once, and the client is told right", async () => {
    const id = newId();
    // Only the statement that opens the generation bears its id together with the name of the process.
    const isStartOfAnswer = (sent: string) => sent.includes(id) && sent.includes(`-${process.pid}-`);
    const { url, resetsLeft } = await startBehindRelay("replied", isStartOfAnswer);
    const client = await TestClient.connect(url);
    const first = await client.finished((await client.ask(content)).generationId);
    client.send({ type: "message.regenerate", id, messageId: first.message.id });
    const second = await client.finished(id);
    expect(resetsLeft(), "the connection was reset").toBe(0);
    expect(second.message).toMatchObject({
      status: "complete",
      content: recited(content),
      siblingIds: [first.message.id, second.message.id],
    });
  });
});

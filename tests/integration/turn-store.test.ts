import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import type { TurnEnd, TurnStart, TurnStore } from "#app/core/turn/turn-store.ts";
import { newTurn, openTestStores, person } from "#tests/support/test-stores.ts";

const ending = (turn: TurnStart, text: string, given: Partial<TurnEnd> = {}): TurnEnd => ({
  generationId: turn.generationId,
  epoch: 1,
  seq: 1,
  status: "complete",
  text,
  model: turn.model,
  unread: false,
  reasoning: "",
  finishReason: "stop",
  usage: { completionTokens: 3 },
  error: undefined,
  safety: undefined,
  context: undefined,
  ...given,
});

async function runTurn(turns: TurnStore, turn: TurnStart, answer: string): Promise<void> {
  expect(await turns.start(turn)).toMatchObject({ outcome: "started" });
  expect(await turns.finish(ending(turn, answer))).toMatchObject({ message: { content: answer } });
}

describe("starting a turn", () => {
  it("makes user, conversation, message and generation in one go", async () => {
    const { turns, reader } = await openTestStores();
    const turn = newTurn({ content: "What is WAL?", title: "What is WAL?" });
    const started = await turns.start(turn);
    expect(started).toMatchObject({
      outcome: "started",
      conversation: { id: turn.conversationId, title: "What is WAL?", pinned: false, generating: true },
      message: {
        id: turn.messageId,
        parentId: null,
        role: "user",
        content: "What is WAL?",
        status: "complete",
      },
    });
    const page = await reader.listMessages({ userId: "ada", conversationId: turn.conversationId, limit: 10 });
    expect(page?.items.map(({ role, status }) => [role, status])).toEqual([
      ["user", "complete"],
      ["assistant", "streaming"],
    ]);
  });

  it("writes a message id once, however often it is sent", async () => {
    const { turns, primary } = await openTestStores();
    const turn = newTurn();
    const again = () => ({ ...turn, generationId: newId(), answerId: newId() });
    expect(await turns.start(turn)).toMatchObject({ outcome: "started" });
    expect(await turns.start(again())).toEqual({ outcome: "repeated" });
    expect(await turns.start({ ...again(), conversationId: newId() })).toEqual({ outcome: "repeated" });
    const [counts] = await primary.client`select (select count(*)::int from messages) as messages,
      (select count(*)::int from generations) as generations, (select count(*)::int from conversations) as conversations`;
    expect(counts).toEqual({ messages: 1, generations: 1, conversations: 1 });
  });

  it("refuses somebody else's conversation and changes nothing in it", async () => {
    const { turns, reader } = await openTestStores();
    const turn = newTurn();
    await runTurn(turns, turn, "Hi");
    const before = await reader.findConversation({ userId: "ada", conversationId: turn.conversationId });
    const intruder = newTurn({ user: person("eve"), conversationId: turn.conversationId });
    expect(await turns.start(intruder)).toEqual({ outcome: "not_found" });
    expect(await reader.findConversation({ userId: "ada", conversationId: turn.conversationId })).toEqual(
      before,
    );
    expect(await reader.findMessage({ userId: "eve", messageId: intruder.messageId })).toBeUndefined();
  });

  it("refuses a parent of another conversation or another person", async () => {
    const { turns } = await openTestStores();
    const [mine, other, foreign] = [newTurn(), newTurn(), newTurn({ user: person("eve") })];
    for (const turn of [mine, other, foreign]) await runTurn(turns, turn, "Hi");
    for (const parentId of [other.answerId, foreign.answerId, newId(), mine.messageId]) {
      const turn = newTurn({ conversationId: mine.conversationId, parentId });
      expect(await turns.start(turn)).toEqual({ outcome: "not_found" });
    }
  });

  it("continues the active branch, and puts a message sent during an answer beside the first", async () => {
    const { turns, reader } = await openTestStores();
    const first = newTurn();
    await runTurn(turns, first, "One");
    const { conversationId } = first;
    const second = newTurn({ conversationId });
    const meanwhile = newTurn({ conversationId });
    expect(await turns.start(second)).toMatchObject({ message: { parentId: first.answerId } });
    expect(await turns.start(meanwhile)).toMatchObject({
      message: { parentId: first.answerId, siblingIds: [second.messageId, meanwhile.messageId] },
    });
    await turns.finish(ending(second, "Two"));
    await turns.finish(ending(meanwhile, "Three"));
    const page = await reader.listMessages({ userId: "ada", conversationId, limit: 10 });
    expect(page?.items.map(({ content }) => content)).toEqual(["Hello", "One", "Hello", "Three"]);
    expect(await reader.findMessage({ userId: "ada", messageId: second.answerId })).toMatchObject({
      content: "Two",
    });
  });

  it("commits 200 turns of 20 people at once, each its own", async () => {
    const { turns } = await openTestStores();
    const many = Array.from({ length: 200 }, (_, index) =>
      newTurn({ user: person(`user-${index % 20}`), content: `message ${index}` }),
    );
    const started = await Promise.all(many.map((turn) => turns.start(turn)));
    started.forEach((result, index) => {
      expect(result).toMatchObject({ outcome: "started", message: { content: `message ${index}` } });
    });
    const ended = await Promise.all(many.map((turn, index) => turns.finish(ending(turn, `answer ${index}`))));
    ended.forEach((result, index) => {
      expect(result?.message).toMatchObject({ id: many[index]?.answerId, content: `answer ${index}` });
    });
  });
});

describe("finishing a turn", () => {
  it("writes the answer once and closes the generation", async () => {
    const { turns, primary } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    await turns.appendToLog([
      { generationId: turn.generationId, epoch: 1, seq: 1, texts: ["par"], reasonings: [""] },
    ]);
    const ended = await turns.finish(ending(turn, "partial", { reasoning: "hm" }));
    expect(ended).toMatchObject({
      userId: "ada",
      conversation: { generating: false },
      message: {
        id: turn.answerId,
        parentId: turn.messageId,
        content: "partial",
        reasoning: "hm",
        status: "complete",
      },
    });
    expect(await turns.finish(ending(turn, "again"))).toBeUndefined();
    const [rows] = await primary.client`select count(*)::int as events from generation_events`;
    expect(rows).toEqual({ events: 0 });
  });

  it("leaves the branch alone that the person has switched to meanwhile", async () => {
    const { turns, reader } = await openTestStores();
    const turn = newTurn();
    await runTurn(turns, turn, "One");
    const other = newTurn({ conversationId: turn.conversationId, parentId: null, content: "Other" });
    await turns.start(other);
    const back = newTurn({ conversationId: turn.conversationId, parentId: turn.answerId, content: "Back" });
    await turns.start(back);
    await turns.finish(ending(other, "Late"));
    const page = await reader.listMessages({
      userId: "ada",
      conversationId: turn.conversationId,
      limit: 10,
    });
    expect(page?.items.map(({ content }) => content)).toEqual(["Hello", "One", "Back", ""]);
  });

  it("gives nothing back when the conversation was deleted", async () => {
    const { turns, writer } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    await writer.deleteConversation({ userId: "ada", conversationId: turn.conversationId });
    expect(await turns.finish(ending(turn, "too late"))).toBeUndefined();
    const writable = await turns.appendToLog([
      { generationId: turn.generationId, epoch: 1, seq: 1, texts: ["too late"], reasonings: [""] },
    ]);
    expect(writable.size).toBe(0);
  });
});

describe("recovery", () => {
  const text = (turn: TurnStart, seq: number, part: string) => ({
    generationId: turn.generationId,
    epoch: 1,
    seq,
    texts: [part],
    reasonings: [""],
  });

  it("closes the answers of a lost process as interrupted with what was logged, exactly once", async () => {
    const { turns, turnsOf, reader, primary } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    await turns.appendToLog([text(turn, 2, "Hello "), text(newTurn(), 1, "of another database")]);
    await turns.appendToLog([text(turn, 5, "wor")]);
    expect(await turnsOf("other").findExpired()).toEqual([]);
    await primary.client`update generations set lease_until = now() - interval '1 s'`;
    const expired = await turnsOf("other").findExpired();
    expect(expired).toMatchObject([{ generationId: turn.generationId }]);
    const recovered = await Promise.all([turnsOf("b").recover(expired), turnsOf("c").recover(expired)]);
    expect(recovered.flat()).toMatchObject([
      {
        generationId: turn.generationId,
        seq: 5,
        message: {
          id: turn.answerId,
          content: "Hello wor",
          status: "interrupted",
          error: { code: "interrupted" },
        },
      },
    ]);
    const page = await reader.listMessages({
      userId: "ada",
      conversationId: turn.conversationId,
      limit: 10,
    });
    expect(page?.items.at(-1)).toMatchObject({ content: "Hello wor", status: "interrupted" });
  });

  it("leaves an answer alone whose lease was renewed since it was found ended", async () => {
    const { turns, turnsOf, primary } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    await primary.client`update generations set lease_until = now() - interval '1 s'`;
    const expired = await turnsOf("other").findExpired();
    await turns.appendToLog([text(turn, 1, "alive")]);
    expect(await turnsOf("other").recover(expired)).toEqual([]);
    expect((await turns.finish(ending(turn, "alive and well")))?.message.status).toBe("complete");
  });

  it("has each word once when the reply to a log entry was lost and the next entry covers it", async () => {
    const { turns, turnsOf } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    const entry = (seq: number, texts: string[]) => ({
      ...text(turn, seq, ""),
      texts,
      reasonings: texts.map(() => ""),
    });
    await turns.appendToLog([entry(1, ["one "])]);
    await turns.appendToLog([entry(3, ["two ", "three "])]);
    await turns.appendToLog([entry(4, ["two ", "three ", "four "])]);
    const logged = await turns.readLogs([{ generationId: turn.generationId, afterSeq: 0 }]);
    expect(logged.flatMap(({ texts }) => texts).join("")).toBe("one two three four ");
    const [recovered] = await turnsOf("other").recover("all");
    expect(recovered?.message.content).toBe("one two three four ");
  });

  it("fences the process that was thought lost", async () => {
    const { turns, turnsOf } = await openTestStores();
    const turn = newTurn();
    await turns.start(turn);
    await turnsOf("other").recover("all");
    expect((await turns.appendToLog([text(turn, 1, "zombie")])).size).toBe(0);
    expect(await turns.finish(ending(turn, "zombie"))).toBeUndefined();
  });
});

describe("the context of a turn", () => {
  it("is the branch in alternation, without answers that stayed empty", async () => {
    const { turns } = await openTestStores();
    const first = newTurn({ content: "Q1" });
    const { conversationId } = first;
    await runTurn(turns, first, "A1");
    const failed = newTurn({ conversationId, content: "Q2" });
    await turns.start(failed);
    await turns.finish(ending(failed, "", { status: "failed" }));
    await runTurn(turns, newTurn({ conversationId, content: "Q3" }), "A3");
    const context = await turns.readContext({
      userId: "ada",
      conversationId,
      parentId: undefined,
      maxMessages: 100,
    });
    expect(context?.history.map(({ role, content }) => ({ role, content }))).toEqual([
      { role: "user", content: "Q1" },
      { role: "assistant", content: "A1" },
      { role: "user", content: "Q3" },
      { role: "assistant", content: "A3" },
    ]);
    expect(
      await turns.readContext({ userId: "eve", conversationId, parentId: undefined, maxMessages: 100 }),
    ).toBeUndefined();
  });
});

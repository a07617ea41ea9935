import { describe, expect, it } from "vitest";
import { newTurn, openTestStores, person } from "#tests/support/test-stores.ts";

const query = (userId: string, conversationId: string) => ({
  userId,
  conversationId,
  parentId: undefined,
  maxMessages: 100,
});

describe("the contexts of turns that start at the same time", () => {
  it("are each person's own, in whatever order they are asked for, and nothing of a stranger's", async () => {
    const { turns } = await openTestStores();
    const people = Array.from({ length: 20 }, (_, number) => `person-${number}`);
    const started = people.map((id) => newTurn({ user: person(id), content: `Question of ${id}` }));
    await Promise.all(started.map((turn) => turns.start(turn)));
    await Promise.all(
      started.map(({ generationId, user }) =>
        turns.finish({
          generationId,
          epoch: 1,
          seq: 1,
          status: "complete",
          text: `Answer to ${user.id}`,
          reasoning: "",
          finishReason: "stop",
          usage: undefined,
          error: undefined,
          safety: undefined,
          context: undefined,
          model: "test",
          unread: false,
        }),
      ),
    );
    const asked = started.toReversed();
    const contexts = await Promise.all([
      ...asked.map(({ user, conversationId }) => turns.readContext(query(user.id, conversationId))),
      ...asked.map(({ conversationId }) => turns.readContext(query("eve", conversationId))),
    ]);
    expect(contexts.slice(0, 20).map((context) => context?.history)).toEqual(
      asked.map(({ user, messageId, answerId }) => [
        { id: messageId, role: "user", content: `Question of ${user.id}` },
        { id: answerId, role: "assistant", content: `Answer to ${user.id}` },
      ]),
    );
    expect(contexts.slice(20)).toEqual(Array.from({ length: 20 }, () => undefined));
  });

  it("continue from the given parent, or from nothing", async () => {
    const { turns } = await openTestStores();
    const turn = newTurn({ content: "Why?" });
    await turns.start(turn);
    const continued = { ...query("ada", turn.conversationId), parentId: turn.messageId };
    const [whole, none] = await Promise.all([
      turns.readContext(continued),
      turns.readContext({ ...continued, parentId: null }),
    ]);
    expect([whole?.history, whole?.parentId]).toEqual([
      [{ id: turn.messageId, role: "user", content: "Why?" }],
      turn.messageId,
    ]);
    expect([none?.history, none?.parentId]).toEqual([[], null]);
  });
});

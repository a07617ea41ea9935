import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { foundMessagesSchema } from "#app/protocol/responses.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false });

/** A conversation of `turns` questions and answers; the ids of its messages, oldest first. */
async function openTalk(user: string, turns: number) {
  const api = new TestApi(chatbot().url, user);
  const { id } = await api.createConversation({});
  for (let turn = 1; turn <= turns; turn += 1) await api.ask(id, `Question ${turn}`);
  const { items } = await api.listMessages(id, "?limit=200");
  return { api, id, ids: items.map((message) => message.id) };
}

const idsOf = ({ items }: { items: { id: string }[] }) => items.map((message) => message.id);

describe("a part of a branch", () => {
  it("goes on behind a message, page by page to the end", async () => {
    const { api, id, ids } = await openTalk("downwards", 6);
    const seen: string[] = [ids[0]!];
    for (let after: string | null | undefined = ids[0]; after;) {
      const page: Awaited<ReturnType<TestApi["listMessages"]>> & { nextAfter?: string | null } =
        await api.listMessages(id, `?limit=4&after=${after}`);
      expect(page.items.length).toBeLessThanOrEqual(4);
      seen.push(...idsOf(page));
      after = page.nextAfter;
    }
    expect(seen).toEqual(ids);
    expect(await api.listMessages(id, `?after=${ids.at(-1)}`)).toEqual({
      items: [],
      nextBefore: null,
      nextAfter: null,
    });
  });

  it("lies around a message", async () => {
    const { api, id, ids } = await openTalk("around", 6);
    const page = await api.listMessages(id, `?limit=4&around=${ids[5]}`);
    expect(idsOf(page)).toEqual(ids.slice(3, 8));
    expect(page).toMatchObject({ nextBefore: ids[3], nextAfter: ids[7] });
    const whole = await api.listMessages(id, `?limit=50&around=${ids[5]}`);
    expect(idsOf(whole)).toEqual(ids);
    expect(whole).toMatchObject({ nextBefore: null, nextAfter: null });
  });

  it("is not found behind a message of another branch, conversation or person", async () => {
    const { api, id, ids } = await openTalk("owner", 2);
    const other = await openTalk("other", 1);
    await api.post(`/api/conversations/${id}/messages`, { content: "Instead", parentId: ids[1] });
    for (const place of [newId(), other.ids[0], ids[3]]) {
      for (const part of ["after", "around"]) {
        const answer = await api.get(`/api/conversations/${id}/messages?${part}=${place}`);
        expect([part, answer.status]).toEqual([part, 404]);
      }
    }
    const foreign = await other.api.get(`/api/conversations/${id}/messages?after=${ids[0]}`);
    expect(foreign.status).toBe(404);
    const both = await api.get(`/api/conversations/${id}/messages?after=${ids[0]}&before=${ids[1]}`);
    expect([both.status, errorOf(both).code]).toEqual([400, "invalid_request"]);
  });
});

describe("looking for words in a conversation", () => {
  it("finds the messages of the active branch that hold all of them, oldest first", async () => {
    const { api, id, ids } = await openTalk("finder", 3);
    const questions = ids.filter((_, index) => index % 2 === 0);
    /** The questions among what is found: an answer may repeat the words. */
    async function find(q: string): Promise<unknown[]> {
      const { json } = await api.get(`/api/conversations/${id}/find?${new URLSearchParams({ q })}`);
      return foundMessagesSchema.parse(json).messageIds.filter((found) => questions.includes(found));
    }
    expect(await find("question 2")).toEqual([questions[1]]);
    expect(await find('"QUESTION"')).toEqual(questions);
    expect(await find("100%_")).toEqual([]);
    await api.post(`/api/conversations/${id}/messages`, { content: "Instead", parentId: ids[1] });
    expect(await find("question 2")).toEqual([]);
    expect(await find("question 1")).toEqual([questions[0]]);
  });

  it("is refused without words, and for a conversation of others", async () => {
    const { api, id } = await openTalk("asker", 1);
    expect((await api.get(`/api/conversations/${id}/find?q=%20`)).status).toBe(400);
    const stranger = new TestApi(chatbot().url, "stranger");
    expect((await stranger.get(`/api/conversations/${id}/find?q=question`)).status).toBe(404);
  });
});

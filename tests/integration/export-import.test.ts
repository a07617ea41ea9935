import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { portableFileSchema, type PortableConversation } from "#app/protocol/transfer.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false });

async function exportFile(api: TestApi, path = "/api/export") {
  const answer = await api.get(path);
  expect([answer.status, answer.headers["content-type"]]).toEqual([200, "application/json; charset=utf-8"]);
  return portableFileSchema.strict().parse(answer.json);
}

/** A conversation with two branches and an opinion. */
async function makeTree(api: TestApi) {
  const conversation = await api.createConversation({ title: "Tree / 樹 \u202e", systemPrompt: "Be kind." });
  const { id } = conversation;
  const first = await api.ask(id, "one");
  await api.ask(id, "two");
  await api.ask(id, "other two", { parentId: first.assistantMessage.id });
  await api.call("PUT", `/api/messages/${first.assistantMessage.id}/feedback`, { body: { value: "up" } });
  return id;
}

const byId = (a: { id: string }, b: { id: string }) => a.id.localeCompare(b.id);
const sorted = (conversations: readonly PortableConversation[]) =>
  conversations.map((c) => ({ ...c, messages: [...c.messages].sort(byId) })).sort(byId);

describe("GET /api/conversations/:id/export", () => {
  it("gives the active branch as Markdown under a name that is safe", async () => {
    const api = new TestApi(chatbot().url, "reader");
    const id = await makeTree(api);
    const answer = await api.get(`/api/conversations/${id}/export?format=md`);
    expect([answer.status, answer.headers["content-type"]]).toEqual([200, "text/markdown; charset=utf-8"]);
    expect(answer.headers["content-disposition"]).toBe(
      `attachment; filename="Tree _.md"; filename*=UTF-8''Tree%20%E6%A8%B9.md`,
    );
    expect(answer.text).toMatch(
      /^# Tree \/ 樹 .*\n\n## System prompt\n\nBe kind\.\n\n## You\n\none\n\n## Assistant \(\w+\)\n\nYou said: one\n\n## You\n\nother two\n/,
    );
  });

  it("gives all branches as JSON, which is the default", async () => {
    const api = new TestApi(chatbot().url, "keeper");
    const id = await makeTree(api);
    const { conversations } = await exportFile(api, `/api/conversations/${id}/export`);
    expect(conversations).toMatchObject([{ id, systemPrompt: "Be kind." }]);
    expect(conversations[0]?.messages.map(({ content }) => content).sort()).toEqual(
      ["one", "two", "other two"].flatMap((text) => [text, `You said: ${text}`]).sort(),
    );
    expect(conversations[0]?.messages.find(({ feedback }) => feedback)).toMatchObject({
      content: "You said: one",
    });
    expect((await api.get(`/api/conversations/${id}/export?format=pdf`)).status).toBe(400);
    const eve = new TestApi(chatbot().url, "eve");
    expect((await eve.get(`/api/conversations/${id}/export`)).status).toBe(404);
    expect((await eve.get(`/api/conversations/${newId()}/export?format=md`)).status).toBe(404);
  });
});

describe("GET /api/export and POST /api/import", () => {
  it("carry everything over to another person, once", async () => {
    const ada = new TestApi(chatbot().url, "ada");
    for (let index = 0; index < 3; index += 1) await makeTree(ada);
    const file = await exportFile(ada);
    expect(file.conversations).toHaveLength(3);
    const ben = new TestApi(chatbot().url, "ben");
    expect((await ben.post("/api/import", file)).json).toEqual({ imported: 3, skipped: 0 });
    expect((await ben.post("/api/import", file)).json).toEqual({ imported: 0, skipped: 3 });
    const shape = ({ conversations }: typeof file) =>
      conversations
        .map(({ title, createdAt, updatedAt, messages }) => ({
          title,
          createdAt,
          updatedAt,
          contents: messages.map(({ content, createdAt: at, status }) => [at, content, status].join()).sort(),
        }))
        .sort((a, b) => a.createdAt.localeCompare(b.createdAt));
    expect(shape(await exportFile(ben))).toEqual(shape(file));
    expect((await ada.listConversations()).items).toHaveLength(3);
    const [first] = (await ben.listConversations()).items;
    expect((await ben.listMessages(first!.id)).items.map(({ content }) => content)).toEqual([
      "one",
      "You said: one",
      "other two",
      "You said: other two",
    ]);
    expect((await ben.ask(first!.id, "goes on")).assistantMessage.content).toBe("You said: goes on");
  });

  it("bring deleted conversations back as they were, and leave the others alone", async () => {
    const api = new TestApi(chatbot().url, "undoer");
    const ids = [await makeTree(api), await makeTree(api)];
    const file = await exportFile(api);
    await api.delete(`/api/conversations/${ids[0]}`);
    expect((await api.post("/api/import", file)).json).toEqual({ imported: 1, skipped: 1 });
    const again = await exportFile(api);
    expect(sorted(again.conversations)).toEqual(sorted(file.conversations));
  });

  it("take the odd characters that JSON allows and PostgreSQL does not", async () => {
    const api = new TestApi(chatbot().url, "odd");
    const file = await exportFile(api);
    const time = new Date().toISOString();
    const given = {
      ...file,
      conversations: [
        {
          id: newId(),
          title: "Odd",
          pinned: true,
          systemPrompt: null,
          model: null,
          parameters: null,
          createdAt: time,
          updatedAt: time,
          activeMessageId: null,
          messages: [
            {
              id: newId(),
              parentId: null,
              role: "user",
              content: "a\u0000b\ud800c",
              status: "complete",
              createdAt: time,
            },
          ],
        },
      ],
    };
    expect((await api.post("/api/import", given)).json).toEqual({ imported: 1, skipped: 0 });
    expect((await exportFile(api)).conversations[0]?.messages[0]?.content).toBe("ab\ufffdc");
  });

  it("take ChatGPT's conversations.json with its branches", async () => {
    const api = new TestApi(chatbot().url, "mover");
    const node = (id: string, parent: string | null, role: string, text: string, more: object = {}) => [
      id,
      {
        id,
        parent,
        children: [],
        message: {
          id,
          author: { role },
          create_time: 1_700_000_000.5,
          content: { content_type: "text", parts: [text] },
          ...more,
        },
      },
    ];
    const conversation = {
      id: newId(),
      title: "Moved",
      create_time: 1_700_000_000,
      update_time: 1_700_000_100,
      current_node: "a2",
      mapping: Object.fromEntries([
        ["root", { id: "root", parent: null, children: ["s"], message: null }],
        node("s", "root", "system", ""),
        node("q1", "s", "user", "Question"),
        node("a1", "q1", "assistant", "First answer", { metadata: { model_slug: "gpt-4" } }),
        node("t", "q1", "tool", "search results"),
        node("a2", "t", "assistant", "Second answer"),
        node("a3", "a2", "assistant", "and more"),
        node("q2", "a1", "user", "Thanks"),
      ]),
    };
    expect((await api.post("/api/import", [conversation])).json).toEqual({ imported: 1, skipped: 0 });
    expect((await api.post("/api/import", [conversation])).json).toEqual({ imported: 0, skipped: 1 });
    const found = await api.findConversation(conversation.id);
    expect(found).toMatchObject({ title: "Moved", updatedAt: "2023-11-14T22:15:00.000Z" });
    const { items } = await api.listMessages(conversation.id);
    expect(items.map(({ role, content, siblingIds }) => [role, content, siblingIds.length])).toEqual([
      ["user", "Question", 1],
      ["assistant", "Second answer\n\nand more", 2],
    ]);
  });

  it("name the place of what is wrong, and then change nothing", async () => {
    const api = new TestApi(chatbot().url, "careless");
    await makeTree(api);
    const file = await exportFile(api);
    const [good] = file.conversations;
    const wrong = (change: Partial<PortableConversation>) => ({
      ...file,
      conversations: [
        { ...good!, id: newId(), messages: [], activeMessageId: null },
        { ...good!, id: newId(), ...change },
      ],
    });
    const [first, second, ...rest] = good!.messages;
    const cases: [unknown, RegExp][] = [
      [{}, /neither/],
      [[{ mapping: 7 }], /^0\.mapping: /],
      [{ ...file, version: 2 }, /^version: /],
      [wrong({ title: "x".repeat(201) }), /^conversations\.1\.title: /],
      [
        wrong({ messages: [first!, { ...second!, role: "user" }, ...rest] }),
        /^conversations\.1\.messages\.1\.role: /,
      ],
      [wrong({ messages: [{ ...first!, parentId: newId() }] }), /^conversations\.1\.messages\.0\.parentId: /],
      [wrong({ messages: [first!, first!] }), /^conversations\.1\.messages\.0\.id: /],
      [wrong({ messages: [{ ...first!, parentId: second!.id }, second!], activeMessageId: null }), /circle/],
      [wrong({ activeMessageId: newId() }), /^conversations\.1\.activeMessageId: /],
    ];
    for (const [body, message] of cases) {
      const answer = await api.post("/api/import", body);
      expect([answer.status, errorOf(answer).code]).toEqual([400, "invalid_request"]);
      expect(errorOf(answer).message).toMatch(message);
    }
    expect((await api.listConversations()).items).toHaveLength(1);
    expect((await api.post("/api/import", "no json")).status).toBe(400);
    const large = await api.post("/api/import", `"${"x".repeat(8 * 1024 * 1024)}"`);
    expect(large.status).toBe(413);
  });
});

import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { apiPaths } from "#tests/support/api-build.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";

const chatbot = shareChatbot({ pages: false });

/** Addresses that answer whoever asks. */
const open = new Set(["/api/healthz", "/api/readyz", "/api/openapi.json", "/api/*"]);

const addressOf = (path: string, id: string) => path.replace(/:\w+/g, id).replace("*", "nothing-here");

describe("a request without a user", () => {
  it.each(apiPaths.filter((path) => !open.has(path)))("is refused with 401 at %s", async (path) => {
    const nobody = new TestApi(chatbot().url);
    const address = addressOf(path, newId());
    const allowed = await nobody.call("OPTIONS", address);
    for (const method of String(allowed.headers["allow"]).split(", ")) {
      const answer = await nobody.call(method, address, {
        body: method === "GET" ? undefined : { content: "Hi" },
      });
      expect([method, answer.status, errorOf(answer).code]).toEqual([method, 401, "unauthenticated"]);
    }
  });

  const headers: [string, Record<string, string | string[]>][] = [
    ["an empty header", { "X-Forwarded-User": "" }],
    ["a blank header", { "X-Forwarded-User": "   " }],
    ["a repeated header", { "X-Forwarded-User": ["ada", "ada"] }],
    ["a header that is too long", { "X-Forwarded-User": "a".repeat(256) }],
    ["another header", { "X-User": "ada" }],
  ];
  it.each(headers)("is what %s makes", async (_, given) => {
    const answer = await new TestApi(chatbot().url).get("/api/userinfo", { headers: given });
    expect([answer.status, errorOf(answer).code]).toEqual([401, "unauthenticated"]);
  });

  it.each([...open].filter((path) => path !== "/api/*"))("is answered at %s", async (path) => {
    expect((await new TestApi(chatbot().url).get(path)).status).toBe(200);
  });
});

describe("GET /api/userinfo", () => {
  it("tells who the proxy says it is", async () => {
    const headers = { "X-Forwarded-Email": "zoë@example.org", "X-Forwarded-Preferred-Username": "Zoë" };
    const utf8 = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, Buffer.from(value).toString("latin1")]),
    );
    const answer = await new TestApi(chatbot().url, "zoe").get("/api/userinfo", { headers: utf8 });
    expect(answer.json).toEqual({ id: "zoe", name: "Zoë", email: "zoë@example.org" });
    const bare = await new TestApi(chatbot().url, "zoe").get("/api/userinfo");
    expect(bare.json).toEqual({ id: "zoe", name: null, email: null });
  });
});

describe("two people", () => {
  it("never meet: what is the other's is as unknown as what is nowhere", async () => {
    const [ada, eve] = [new TestApi(chatbot().url, "ada"), new TestApi(chatbot().url, "eve")];
    const mine = await ada.createConversation({ title: "Private" });
    const turn = await ada.ask(mine.id, "A secret");
    const calls: [string, string, object?][] = [
      ["GET", ""],
      ["PATCH", "", { title: "Taken" }],
      ["PATCH", "", {}],
      ["GET", "/messages"],
      ["GET", `/messages?before=${turn.assistantMessage.id}`],
      ["POST", "/messages", { content: "Hi" }],
      ["POST", "/messages", { content: "Hi", parentId: turn.assistantMessage.id }],
      ["POST", "/title"],
    ];
    for (const [method, rest, body] of calls) {
      const [theirs, nowhere, noId] = await Promise.all(
        [mine.id, newId(), "no-uuid"].map((id) =>
          eve.call(method, `/api/conversations/${id}${rest}`, { body }),
        ),
      );
      expect([method, rest, theirs!.status]).toEqual([method, rest, 404]);
      expect(theirs!.text).toBe(nowhere!.text);
      expect(theirs!.text).toBe(noId!.text);
    }
    expect((await eve.delete(`/api/conversations/${mine.id}`)).status).toBe(204);
    const own = await eve.createConversation({ title: "Own" });
    const parentId = turn.assistantMessage.id;
    const stolen = await eve.post(`/api/conversations/${own.id}/messages`, { content: "Hi", parentId });
    expect(stolen.status).toBe(404);
    expect((await eve.listMessages(own.id, `?before=${turn.assistantMessage.id}`)).items).toEqual([]);
    expect((await eve.listConversations()).items.map(({ id }) => id)).toEqual([own.id]);
    expect(await ada.findConversation(mine.id)).toMatchObject({ title: "Private" });
    expect((await ada.listMessages(mine.id)).items).toEqual([turn.userMessage, turn.assistantMessage]);
  });
});

describe("a foreign page", () => {
  const foreign = ["https://evil.example", "null", "http://127.0.0.1:9", ""];
  it.each(foreign)("that is %j is refused with 403 on every write", async (Origin) => {
    const api = new TestApi(chatbot().url, "victim");
    const { id } = await api.createConversation({ title: "Mine" });
    const writes: [string, string][] = [
      ["POST", "/api/conversations"],
      ["PATCH", `/api/conversations/${id}`],
      ["DELETE", `/api/conversations/${id}`],
      ["POST", `/api/conversations/${id}/messages`],
      ["POST", `/api/conversations/${id}/title`],
      ["PUT", "/api/nothing-here"],
    ];
    for (const [method, path] of writes) {
      const answer = await api.call(method, path, { body: { content: "Hi" }, headers: { Origin } });
      expect([method, path, answer.status, errorOf(answer).code]).toEqual([
        method,
        path,
        403,
        "forbidden_origin",
      ]);
    }
    expect((await api.listConversations()).items).toMatchObject([{ id, title: "Mine" }]);
    await api.delete(`/api/conversations/${id}`);
  });

  it("gets no leave to read what it asked for", async () => {
    const headers = { Origin: "https://evil.example" };
    const answer = await new TestApi(chatbot().url, "victim").get("/api/userinfo", { headers });
    expect(answer.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("is not what the app's own page is, nor a program without Origin", async () => {
    const api = new TestApi(chatbot().url, "owner");
    for (const headers of [{ Origin: chatbot().url }, {}]) {
      expect((await api.post("/api/conversations", {}, { headers })).status).toBe(201);
    }
  });
});

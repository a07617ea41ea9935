import { describe, expect, it } from "vitest";
import { shareChatbot, startChatbot } from "#tests/support/start-chatbot.ts";
import { cutAfter, httpBody, lastUserText } from "#tests/support/scripted-model.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });
const ownId = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

const requestIdsOf = (content: string) =>
  chatbot()
    .model.chats.filter((chat) => lastUserText(chat) === content)
    .map(({ headers }) => headers["x-request-id"]);

describe("the request id", () => {
  it("that the proxy gives goes back to it, into the log and on to the model", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const { id } = await api.createConversation({ title: "Talk" });
    const headers = { "X-Request-Id": "proxy-1:a.b_c" };
    const path = `/api/conversations/${id}/messages`;
    const answer = await api.post(path, { content: "With an id" }, { headers });
    expect(answer.headers["x-request-id"]).toBe("proxy-1:a.b_c");
    expect(requestIdsOf("With an id")).toEqual(["proxy-1:a.b_c"]);
    await expect
      .poll(() => findLine("proxy-1:a.b_c"))
      .toMatchObject({ msg: "request", method: "POST", path, status: 200 });
  });

  it("is made here when there is none, or one that could hurt a log", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const ids = ["", "a b", 'a"b', "x".repeat(101), "é", "a,b"];
    const answers = await Promise.all([
      api.get("/api/models"),
      ...ids.map((id) => api.get("/api/models", { headers: { "X-Request-Id": id } })),
      api.get("/api/models", { headers: { "X-Request-Id": ["a", "b"] } }),
    ]);
    for (const { headers } of answers) expect(headers["x-request-id"]).toMatch(ownId);
    expect(new Set(answers.map(({ headers }) => headers["x-request-id"])).size).toBe(answers.length);
  });

  it("is one per frame of a socket", async () => {
    const client = await TestClient.connect(chatbot().url);
    for (const content of ["First frame", "Second frame"]) {
      await client.finished((await client.ask(content)).generationId);
    }
    const ids = [...requestIdsOf("First frame"), ...requestIdsOf("Second frame")];
    for (const id of ids) expect(id).toMatch(ownId);
    expect(new Set(ids).size).toBe(2);
  });
});

function findLine(requestId: string): unknown {
  const line = chatbot().logLines.find((text) => text.includes(`"requestId":"${requestId}"`));
  return line === undefined ? undefined : JSON.parse(line);
}

describe("the log", () => {
  it("holds no text of people or models, no key and no password, also when things fail", async () => {
    const { url, model, logLines, database } = await startChatbot({
      pages: false,
      modelOptions: { apiKey: "sk-very-secret" },
      env: { LLM__API_KEY: "sk-very-secret" },
    });
    const client = await TestClient.connect(url, { headers: { "X-Forwarded-Email": "ada@private.example" } });
    const api = new TestApi(url, "ada");
    const secret = "my-secret-diary";
    model.answerTo(`${secret} cut`, cutAfter(2, "reset"));
    model.answerTo(`${secret} refused`, httpBody(422, "text/plain", `cannot read: ${secret} refused`));
    for (const content of [`${secret} fine`, `${secret} cut`, `${secret} refused`]) {
      await client.finished((await client.ask(content)).generationId);
    }
    client.socket.send(`{"type":"message.send","content":"${secret}`);
    client.socket.send(`{"type":"${secret}"}`);
    await expect.poll(() => client.framesOf("error").length).toBe(2);
    await api.createConversation({ title: secret, systemPrompt: secret });
    await api.post("/api/conversations", `{"title":"${secret}`);
    await api.get(`/api/conversations?cursor=${secret}`);
    await api.get(`/api/conversations?limit=${secret}`);
    const log = logLines.join("");
    expect(log).toContain("the model failed to answer");
    const password = new URL(database.primaryUrl).password;
    for (const text of [secret, "You said", "sk-very-secret", password, "ada@private.example", " t0"]) {
      expect(log.includes(text), text).toBe(false);
    }
    for (const line of logLines)
      expect(Object.keys(JSON.parse(line))).toEqual(expect.arrayContaining(["level", "time", "msg"]));
  });
});

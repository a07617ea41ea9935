import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });
const create = (body: unknown, headers: Record<string, string> = {}) =>
  new TestApi(chatbot().url, "ada").post("/api/conversations", body, { headers });
const titled = (title: string) => JSON.stringify({ title });

describe("a body of an API request", () => {
  it("may be compressed, and is read within the limit", async () => {
    const codings: [string, (text: string) => Buffer][] = [
      ["gzip", gzipSync],
      ["x-gzip", gzipSync],
      ["deflate", deflateSync],
      ["br", brotliCompressSync],
      ["GZIP", gzipSync],
    ];
    for (const [coding, compress] of codings) {
      const answer = await create(compress(titled(coding)), { "Content-Encoding": coding });
      expect([coding, answer.status, answer.json]).toMatchObject([coding, 201, { title: coding }]);
      const bomb = await create(compress(titled("x".repeat(3 * 1024 * 1024))), {
        "Content-Encoding": coding,
      });
      expect([coding, bomb.status, errorOf(bomb).code]).toEqual([coding, 413, "payload_too_large"]);
    }
  });

  it("is refused when it is no such compression, or one that is not known", async () => {
    const broken = await create("no gzip at all", { "Content-Encoding": "gzip" });
    expect([broken.status, errorOf(broken).code]).toEqual([400, "invalid_request"]);
    for (const coding of ["zstd", "gzip, gzip", "compress"]) {
      const answer = await create(titled("x"), { "Content-Encoding": coding });
      expect([coding, answer.status, errorOf(answer).code]).toEqual([coding, 415, "unsupported_media_type"]);
    }
  });

  it("is read in the charset that it names, and refused when it is none", async () => {
    const latin1 = Buffer.from(titled("Café"), "latin1");
    const read = await create(latin1, { "Content-Type": "application/json; charset=iso-8859-1" });
    expect(read.json).toMatchObject({ title: "Café" });
    const wrong = await create(latin1);
    expect([wrong.status, errorOf(wrong).code]).toEqual([400, "invalid_request"]);
    const unknown = await create(titled("x"), { "Content-Type": "application/json; charset=klingon" });
    expect([unknown.status, errorOf(unknown).code]).toEqual([415, "unsupported_media_type"]);
  });

  it("may begin with a byte order mark", async () => {
    expect((await create(`\ufeff${titled("Marked")}`)).json).toMatchObject({ title: "Marked" });
  });

  it("is refused when it is nested too deep or holds too much, whatever its size", async () => {
    for (const body of [
      "[".repeat(1_000_000),
      `{"title":${"[".repeat(500)}1${"]".repeat(500)}}`,
      `[${"0,".repeat(100_000)}0]`,
    ]) {
      const answer = await create(body);
      expect([body.length, answer.status, errorOf(answer).code]).toEqual([
        body.length,
        400,
        "invalid_request",
      ]);
    }
  });
});

describe("a text that PostgreSQL cannot hold", () => {
  const odd = '"a\\u0000b\\ud800c"';

  it("is cleaned in every field of the API", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const made = await create(`{"title":${odd},"systemPrompt":${odd}}`);
    expect(made.json).toMatchObject({ title: "ab\ufffdc", systemPrompt: "ab\ufffdc" });
    const { id } = made.json as { id: string };
    const turn = await api.ask(id, "Hi");
    const feedback = await api.call("PUT", `/api/messages/${turn.assistantMessage.id}/feedback`, {
      body: `{"value":"down","comment":${odd}}`,
    });
    expect([feedback.status, feedback.json]).toMatchObject([200, { feedback: { comment: "ab\ufffdc" } }]);
    const asked = await api.post(`/api/conversations/${id}/messages`, `{"content":${odd}}`);
    expect(asked.json).toMatchObject({ userMessage: { content: "ab\ufffdc" } });
    const memory = await api.post("/", `{"context":${odd},"prompt":${odd}}`);
    expect([memory.status, memory.json]).toMatchObject([200, { prompt: "ab\ufffdc" }]);
    for (const path of ["/api/search?q=a%00b", "/api/search?q=%ff", `/api/conversations/${id}/find?q=a%00b`])
      expect([path, (await api.get(path)).status]).toEqual([path, 200]);
  });

  it("is cleaned in a frame", async () => {
    const client = await TestClient.connect(chatbot().url, { user: "bea" });
    const content = JSON.parse(odd) as string;
    client.send({ type: "message.send", id: "01990000-0000-7000-8000-0000000000aa", content });
    expect((await client.expect("message.accepted")).message.content).toBe("ab\ufffdc");
  });
});

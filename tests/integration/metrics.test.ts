import { describe, expect, it } from "vitest";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { readCount, readMetrics } from "#tests/support/read-metrics.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

describe("GET /metrics", () => {
  it("counts turns, tokens, sockets, reads and refusals", async () => {
    const { url } = chatbot();
    const client = await TestClient.connect(url, { user: "counted-person" });
    const { generationId, conversation } = await client.ask("one two three");
    await client.finished(generationId);
    const api = new TestApi(url, "counted-person");
    await api.listMessages(conversation.id);
    await api.get("/api/conversations?limit=0");
    expect(await readCount(url, "chatbot_generations_total", { status: "complete", model: "tgi" })).toBe(1);
    expect(await readCount(url, "chatbot_generated_chunks_total")).toBeGreaterThanOrEqual(3);
    expect(await readCount(url, "chatbot_first_token_seconds_count")).toBe(1);
    expect(await readCount(url, "chatbot_sockets")).toBe(1);
    expect(await readCount(url, "chatbot_reads_total")).toBeGreaterThanOrEqual(1);
    const refused = { edge: "http", code: "invalid_request" };
    expect(await readCount(url, "chatbot_client_errors_total", refused)).toBe(1);
    client.socket.terminate();
    await expect.poll(() => readCount(url, "chatbot_sockets")).toBe(0);
  });

  it("has no label that names a person, a conversation or a message", async () => {
    const { url } = chatbot();
    const client = await TestClient.connect(url, { user: "unnamed-person" });
    const { generationId } = await client.ask("secret words");
    await client.finished(generationId);
    const texts = (await readMetrics(url)).flatMap(({ labels }) => Object.values(labels)).join("\n");
    expect(texts).not.toMatch(/person|secret|[0-9a-f]{8}-[0-9a-f]{4}-/);
  });

  it("is not there for people, who come through the proxy with a user", async () => {
    const answer = await new TestApi(chatbot().url, "ada").get("/metrics");
    expect([answer.status, errorOf(answer).code]).toEqual([404, "not_found"]);
    const nameless = { headers: { "X-Forwarded-User": "" } };
    expect((await new TestApi(chatbot().url).get("/metrics", nameless)).status).toBe(404);
  });
});

describe("a server that trusts no peer", () => {
  const closed = shareChatbot({ pages: false, env: { TRUSTED_PROXIES: "10.9.8.7" } });

  it("has no /metrics for anybody", async () => {
    expect((await new TestApi(closed().url).get("/metrics")).status).toBe(404);
  });
});

describe("a server with a METRICS_PORT", () => {
  const apart = shareChatbot({ pages: false, env: { METRICS_PORT: "9090" } });

  it("has no /metrics on its main port", async () => {
    expect((await new TestApi(apart().url).get("/api/metrics")).status).toBe(404);
    expect((await new TestApi(apart().url).get("/metrics")).text).not.toContain("chatbot_");
  });
});

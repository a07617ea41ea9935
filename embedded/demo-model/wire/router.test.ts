import { describe, expect, it } from "vitest";
import { limits } from "../model.ts";
import { chatBody, startTestModel } from "./demo-model.fixture.ts";

const path = "/v1/chat/completions";

describe("the demo model's server", () => {
  it.each(["/health", "/ping", "/"])("is healthy: GET %s", async (address) => {
    const { url } = await startTestModel();
    const response = await fetch(url + address);
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  it("tells its limits as TGI does", async () => {
    const { url } = await startTestModel();
    expect(await (await fetch(`${url}/info`)).json()).toMatchObject({
      model_id: "demo-model",
      max_input_tokens: limits.maxInputTokens,
      max_total_tokens: limits.maxTotalTokens,
      router: "text-generation-router",
    });
  });

  it("lists exactly one model", async () => {
    const { url } = await startTestModel();
    expect(await (await fetch(`${url}/v1/models`)).json()).toEqual({
      object: "list",
      data: [{ id: "demo-model", object: "model", created: 0, owned_by: "demo-model" }],
    });
  });

  it("knows no other address and no other method", async () => {
    const { url } = await startTestModel();
    const unknown = await fetch(`${url}/v1/nothing`);
    expect([unknown.status, await unknown.text()]).toEqual([404, ""]);
    const wrongMethod = await fetch(url + path);
    expect([wrongMethod.status, wrongMethod.headers.get("allow")]).toEqual([405, "POST"]);
  });

  it.each([
    ["broken JSON", "{", 400, /^Failed to parse the request body as JSON/],
    ["no messages", {}, 422, /^Failed to deserialize .*: messages: /],
    ["stop as a string", chatBody("Hi", { stop: "x" }), 422, /: stop: /],
    ["null for stream", chatBody("Hi", { stream: null }), 422, /: stream: /],
    ["null for stream_options", chatBody("Hi", { stream_options: null }), 422, /: stream_options: /],
    ["a negative max_tokens", chatBody("Hi", { max_tokens: -1 }), 422, /: max_tokens: /],
    ["a message without content", { messages: [{ role: "user", content: null }] }, 422, /: messages\.0/],
    ["too large a body", chatBody("x".repeat(limits.payloadBytes)), 413, /length limit exceeded$/],
  ])("refuses %s in plain text", async (_, body, status, message) => {
    const { post } = await startTestModel();
    const response = await post(path, body);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await response.text()).toMatch(message);
  });

  it("refuses bodies that do not say that they are JSON", async () => {
    const { post } = await startTestModel();
    const headers = { "content-type": "text/plain" };
    expect((await post(path, chatBody("Hi"), { headers })).status).toBe(415);
  });

  it.each([
    [{ temperature: -1 }, "`temperature` must be strictly positive"],
    [{ top_p: 1 }, "`top_p` must be > 0.0 and < 1.0"],
    [{ presence_penalty: -2 }, "`repetition_penalty` must be strictly positive"],
    [{ frequency_penalty: 3 }, "`frequency_penalty` must be >= -2.0 and <= 2.0"],
    [{ max_tokens: 0 }, "`max_new_tokens` must be strictly positive"],
    [{ stop: ["1", "2", "3", "4", "5"] }, "`stop` supports up to 4 stop sequences. Given: 5"],
    [{ response_format: { type: "json" } }, "grammar is not supported"],
  ])("refuses %j as TGI's validation does", async (settings, problem) => {
    const { post } = await startTestModel();
    const response = await post(path, chatBody("Hi", settings));
    expect(response.status).toBe(422);
    expect(await response.json()).toEqual({
      error: `Input validation error: ${problem}`,
      error_type: "validation",
    });
  });

  it("refuses a prompt that leaves no room for an answer, inside the stream when streaming", async () => {
    const { post } = await startTestModel();
    const body = chatBody("word ".repeat(limits.maxTotalTokens));
    const problem =
      /`inputs` tokens \+ `max_new_tokens` must be <= 32768\. Given: \d+ `inputs` tokens and 0 /;
    expect(await (await post(path, body)).text()).toMatch(problem);
    const streamed = await post(path, { ...body, stream: true });
    expect(streamed.status).toBe(200);
    expect(await streamed.text()).toMatch(problem);
  });

  it("takes settings that mean nothing to it, nulls, and contents in parts", async () => {
    const { post } = await startTestModel();
    const content = [
      { type: "text", text: "/demo echo parts" },
      { type: "image_url", image_url: { url: "http://x/y.png" } },
    ];
    const body = { messages: [{ role: "user", content }], temperature: 0, max_tokens: null, n: 3, user: "x" };
    expect(await (await post(path, body)).text()).toContain('"content":"parts![](http://x/y.png)"');
  });

  it("logs nothing of what people write", async () => {
    const { post, logged } = await startTestModel();
    await (await post(path, chatBody("/demo echo secret words"))).text();
    expect(logged).toHaveLength(1);
    expect(JSON.stringify(logged)).not.toContain("secret");
  });

  it("closes at once, also in the middle of an answer", async () => {
    const { post, close } = await startTestModel({ tokensPerSecond: 1 });
    const response = await post(path, chatBody("/demo long 100", { stream: true }));
    await close();
    await expect(response.text()).rejects.toThrow("terminated");
  });
});

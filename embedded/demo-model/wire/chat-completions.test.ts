import { InferenceClient } from "@huggingface/inference";
import { describe, expect, it, vi } from "vitest";
import { z } from "zod";
import { chatBody, parseEvents, startTestModel, tokenizationSchema } from "./demo-model.fixture.ts";

const usageSchema = z.strictObject({
  prompt_tokens: z.number(),
  completion_tokens: z.number(),
  total_tokens: z.number(),
});
const completionSchema = z.strictObject({
  object: z.literal("chat.completion"),
  id: z.literal(""),
  created: z.number(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.tuple([
    z.strictObject({
      index: z.literal(0),
      message: z.strictObject({ role: z.literal("assistant"), content: z.string() }),
      logprobs: z.null(),
      finish_reason: z.string(),
    }),
  ]),
  usage: usageSchema,
});
const chunkSchema = z.strictObject({
  object: z.literal("chat.completion.chunk"),
  id: z.literal(""),
  created: z.number(),
  model: z.string(),
  system_fingerprint: z.string(),
  choices: z.array(
    z.strictObject({
      index: z.literal(0),
      delta: z.strictObject({ role: z.literal("assistant"), content: z.string() }),
      logprobs: z.null(),
      finish_reason: z.string().nullable(),
    }),
  ),
  usage: usageSchema.nullable(),
});
const errorEvent = z.object({ error: z.object({ message: z.string(), http_status_code: z.literal(422) }) });

const path = "/v1/chat/completions";

describe("POST /v1/chat/completions", () => {
  it("answers whole", async () => {
    const { post } = await startTestModel();
    const response = await post(path, chatBody("/demo echo one two", { model: "llama" }));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("application/json");
    const completion = completionSchema.parse(await response.json());
    expect(completion.model).toBe("llama");
    expect(completion.choices[0].message.content).toBe("one two");
    expect(completion.choices[0].finish_reason).toBe("stop");
    // two words and the end token
    expect(completion.usage.completion_tokens).toBe(3);
  });

  it("streams in TGI's bytes", async () => {
    const { post } = await startTestModel();
    const response = await post(path, chatBody("/demo echo one two", { stream: true }));
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(response.headers.get("cache-control")).toBe("no-cache");
    expect(response.headers.get("x-accel-buffering")).toBe("no");
    const event = (content: string, finish = "null") =>
      `data: {"object":"chat.completion.chunk","id":"","created":0,"model":"tgi","system_fingerprint":"3.3.6-demo",` +
      `"choices":[{"index":0,"delta":{"role":"assistant","content":"${content}"},"logprobs":null,"finish_reason":${finish}}],"usage":null}\n\n`;
    expect((await response.text()).replace(/"created":\d+/g, '"created":0')).toBe(
      `${event("one")}${event(" two")}${event("", '"stop"')}data: [DONE]\n\n`,
    );
  });

  it("streams the text that it answers whole, and counts it alike", async () => {
    const { post } = await startTestModel();
    for (const question of ["Hello", "How do I make a backup?", "Write a long answer", "你好，面包"]) {
      const whole = completionSchema.parse(await (await post(path, chatBody(question))).json());
      const options = { stream: true, stream_options: { include_usage: true } };
      const chunks = parseEvents(await (await post(path, chatBody(question, options))).text(), chunkSchema);
      expect(chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("")).toBe(
        whole.choices[0].message.content,
      );
      expect(chunks.at(-1)).toMatchObject({ choices: [], usage: whole.usage });
    }
  });

  it("counts the prompt as /chat_tokenize does", async () => {
    const { post } = await startTestModel();
    const body = chatBody("Wie geht es dir, 世界?");
    const { usage } = completionSchema.parse(await (await post(path, body)).json());
    const tokenized = z
      .object({ tokenize_response: tokenizationSchema, templated_text: z.string() })
      .parse(await (await post("/chat_tokenize", body)).json());
    expect(usage.prompt_tokens).toBe(tokenized.tokenize_response.length);
    expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
    expect(tokenized.templated_text).toContain("世界");
    expect(tokenized.tokenize_response.map((token) => token.text).join("")).toBe(tokenized.templated_text);
  });

  it("heeds max_tokens and stop", async () => {
    const { post } = await startTestModel();
    const complete = async (settings: Record<string, unknown>) =>
      completionSchema.parse(await (await post(path, chatBody("/demo echo a b c d", settings))).json());
    expect(await complete({ max_tokens: 2 })).toMatchObject({
      choices: [{ message: { content: "a b" }, finish_reason: "length" }],
      usage: { completion_tokens: 2 },
    });
    expect(await complete({ max_completion_tokens: 1 })).toMatchObject({
      choices: [{ message: { content: "a" } }],
    });
    expect(await complete({ stop: ["c"] })).toMatchObject({
      choices: [{ message: { content: "a b c" }, finish_reason: "stop_sequence" }],
    });
  });

  it("serves the Hugging Face client", async () => {
    const { url } = await startTestModel();
    const client = new InferenceClient(undefined, { endpointUrl: url });
    let text = "";
    for await (const chunk of client.chatCompletionStream(chatBody("/demo echo Good day to you."))) {
      text += chunk.choices[0]?.delta.content ?? "";
    }
    expect(text).toBe("Good day to you.");
  });

  it("keeps its pace", async () => {
    const { post } = await startTestModel({ tokensPerSecond: 100 });
    const startedMs = performance.now();
    await (await post(path, chatBody("/demo long 24", { stream: true }))).text();
    // "w1 … w24" is 24 tokens and the end token: a quarter of a second at 100 tokens per second
    expect(performance.now() - startedMs).toBeGreaterThan(200);
  });

  it.each([true, false])("stops working when the client closes (stream: %s)", async (stream) => {
    const { post, logged } = await startTestModel({ tokensPerSecond: 50 });
    const client = new AbortController();
    const pending = post(path, chatBody("/demo long 20000", { stream }), { signal: client.signal });
    if (stream) await (await pending).body?.getReader().read();
    else await Promise.race([pending, new Promise((resolve) => setTimeout(resolve, 100))]);
    expect(logged).toEqual([]);
    client.abort();
    await pending.then(
      () => undefined,
      (error: unknown) => expect(error).toMatchObject({ name: "AbortError" }),
    );
    await vi.waitFor(() => expect(logged).toMatchObject([{ outcome: "dropped" }]));
    expect(Number(logged[0]?.["generatedTokens"])).toBeLessThan(1000);
  });

  describe("when asked for trouble", () => {
    const streamText = async (command: string) => {
      const { post } = await startTestModel();
      return (await post(path, chatBody(command, { stream: true }))).text();
    };

    it("breaks down half-way inside a stream of status 200, and says [DONE] nonetheless", async () => {
      const text = await streamText("/demo fail");
      expect(text.split("\n\n").length).toBeGreaterThan(10);
      expect(parseEvents(text.split("\n\n").slice(-3).join("\n\n"), errorEvent)[0]?.error.message).toMatch(
        /^Request failed during generation/,
      );
      expect(text.endsWith("data: [DONE]\n\n")).toBe(true);
    });

    it("is overloaded before the first token", async () => {
      const text = await streamText("/demo overload");
      expect(text).toBe(
        'data: {"error":{"message":"Model is overloaded","http_status_code":422}}\n\ndata: [DONE]\n\n',
      );
    });

    it("tells whole requests by their status", async () => {
      const { post } = await startTestModel();
      const overload = await post(path, chatBody("/demo overload"));
      expect(overload.status).toBe(429);
      expect(await overload.json()).toEqual({ error: "Model is overloaded", error_type: "overloaded" });
      expect((await post(path, chatBody("/demo fail"))).status).toBe(424);
    });

    it("answers like a proxy without a server behind it", async () => {
      const { post } = await startTestModel();
      const response = await post(path, chatBody("/demo unavailable", { stream: true }));
      expect(response.status).toBe(503);
      expect(response.headers.get("content-type")).toBe("text/html");
    });

    it("cuts the connection", async () => {
      await expect(streamText("/demo cut")).rejects.toThrow("terminated");
    });

    it("ends by length", async () => {
      expect(await streamText("/demo length")).toContain('"finish_reason":"length"');
    });

    it("falls silent until the client goes", async () => {
      const { post, logged } = await startTestModel();
      const client = new AbortController();
      const response = await post(path, chatBody("/demo stall", { stream: true }), { signal: client.signal });
      const reader = response.body?.getReader();
      const readAll = async () => {
        while (!(await reader?.read())?.done);
      };
      const outcome = readAll().then(
        () => "ended",
        () => "aborted",
      );
      const silence = new Promise((resolve) => setTimeout(() => resolve("silent"), 300));
      expect(await Promise.race([outcome, silence])).toBe("silent");
      client.abort();
      expect(await outcome).toBe("aborted");
      await vi.waitFor(() => expect(logged).toMatchObject([{ outcome: "dropped" }]));
    });
  });
});

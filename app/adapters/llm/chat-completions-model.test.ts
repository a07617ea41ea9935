import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  bodyOf,
  deltaChunk,
  events,
  resplit,
  startScriptedModel,
  tokenChunk,
  tokens,
  usageChunk,
  type ScriptedModel,
} from "#tests/support/scripted-model.ts";
import { createModel, readAnswer, requestOf } from "./testing/read-answer.ts";
import { createChatCompletionsModel } from "./chat-completions-model.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(() => server.close());

describe("a streamed answer", () => {
  it("gives text, then the finish reason and the usage", async () => {
    const answer = await readAnswer(createModel(server.url), requestOf("one two"));
    expect(answer.text).toBe("You said: one two");
    expect(answer.events.at(-1)).toEqual({
      type: "finished",
      finishReason: "stop",
      usage: { promptTokens: 2, completionTokens: 4 },
    });
    expect(answer.events.filter((event) => event.type === "finished")).toHaveLength(1);
  });

  it("gives each token when it comes, not when the answer is whole", async () => {
    server.script(tokens(3, { gapMs: 60 }));
    const times: number[] = [];
    for await (const event of createModel(server.url).stream(requestOf("x"), new AbortController().signal)) {
      if (event.type === "text") times.push(performance.now());
    }
    expect(times).toHaveLength(3);
    expect((times[2] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(60);
  });

  it.each(["reasoning", "reasoning_content"] as const)("tells reasoning apart (%s)", async (key) => {
    server.script(tokens(["Yes"], { reasoning: { tokens: ["let me", " see"], key } }));
    const answer = await readAnswer(createModel(server.url));
    expect(answer.reasoning).toBe("let me see");
    expect(answer.text).toBe("Yes");
  });

  it("reads the dialects of vLLM, llama.cpp and Ollama", async () => {
    server.script(
      events([
        deltaChunk("m", { role: "assistant", content: null }),
        deltaChunk("m", { role: "assistant", content: "" }),
        { ...deltaChunk("m", { content: "a", unknown: 1 }), service_tier: null, timings: {} },
        { id: "1", choices: [{ index: 0, delta: { content: "b" } }] },
        { choices: [] },
        deltaChunk("m", {}, "stop"),
        usageChunk("m", { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 }),
        "[DONE]",
      ]),
    );
    const answer = await readAnswer(createModel(server.url));
    expect(answer.text).toBe("ab");
    expect(answer.finished).toMatchObject({ usage: { promptTokens: 3, completionTokens: 2 } });
  });

  it.each(["length", "stop_sequence", "eos_token"])(
    "passes the finish reason %s on",
    async (finishReason) => {
      server.script(tokens(2, { finishReason }));
      expect((await readAnswer(createModel(server.url))).finished?.finishReason).toBe(finishReason);
    },
  );

  it("needs neither [DONE] nor usage once the finish reason came", async () => {
    server.script(events([tokenChunk("m", "whole", "stop")]));
    const answer = await readAnswer(createModel(server.url));
    expect(answer.finished).toMatchObject({ finishReason: "stop" });
    server.script(events([tokenChunk("m", "whole", "stop"), tokenChunk("m", "", null)], { end: "fin" }));
    expect((await readAnswer(createModel(server.url))).finished).toBeDefined();
  });

  it("ends soon after the finish reason even if the server leaves the stream open", async () => {
    server.script(events([tokenChunk("m", "whole", "stop")], { end: "hold" }));
    const answer = await readAnswer(createModel(server.url, { timeoutMs: 60_000 }));
    expect(answer.finished?.finishReason).toBe("stop");
    await server.chats[0]?.closed;
    expect(server.openStreams).toBe(0);
  });

  it("ends with [DONE], and closes a connection that the server leaves open behind it", async () => {
    server.script(events([tokenChunk("m", "whole", "stop"), "[DONE]"], { end: "hold" }));
    const startedAtMs = performance.now();
    expect((await readAnswer(createModel(server.url))).finished).toBeDefined();
    expect(performance.now() - startedAtMs).toBeLessThan(800);
    expect(await server.chats[0]?.closed).toMatchObject({ outcome: "aborted" });
  });

  it("cuts stop texts and the end-of-sequence text that the server left at the end", async () => {
    server.script(tokens(["Hello", " S", "TO", "P"], { finishReason: "stop_sequence" }));
    expect((await readAnswer(createModel(server.url, { stop: ["STOP"] }))).text).toBe("Hello ");
    server.script(tokens(["Hello", "<|im_", "end|>"]));
    expect((await readAnswer(createModel(server.url, { eosToken: "<|im_end|>" }))).text).toBe("Hello");
  });

  it("makes text storable: no NUL, no lone surrogate, pairs joined over chunks", async () => {
    server.script(tokens(["a\0b", "\ud83d", "\ude00", "\ud83d", "x"]));
    expect((await readAnswer(createModel(server.url))).text).toBe("ab😀\ufffdx");
  });
});

describe("the bytes of the wire", () => {
  const texts = ["Grüße", " 你好", " 👨‍👩‍👧", "\u2028", ' "\\n"'];

  it.each([
    { title: "LF", framing: {} },
    { title: "CRLF", framing: { eol: "\r\n" } },
    { title: "CR", framing: { eol: "\r" } },
    { title: "data: without a space, as TGI 2.0", framing: { space: false } },
  ] as const)("may be split at every byte: $title", async ({ framing }) => {
    const answer = tokens(texts, framing);
    const model = createModel(server.url);
    server.script(resplit(answer, { size: 1 }));
    expect((await readAnswer(model)).text).toBe(texts.join(""));
    const [last] = server.chats;
    const { steps } = answer(last ?? expect.fail());
    const sends = [...steps].flatMap((step) => ("send" in step ? [step.send] : []));
    const byteCount = sends.reduce((count, send) => count + Buffer.byteLength(send), 0);
    let at = 0;
    server.script((request) => resplit(answer, { at: ++at })(request));
    const answers: Awaited<ReturnType<typeof readAnswer>>[] = [];
    while (answers.length < byteCount - 1) {
      const batch = Math.min(100, byteCount - 1 - answers.length);
      answers.push(...(await Promise.all(Array.from({ length: batch }, () => readAnswer(model)))));
    }
    expect(at).toBe(byteCount - 1);
    expect(answers.filter(({ text, finished }) => text !== texts.join("") || !finished)).toEqual([]);
    expect(server.openStreams).toBe(0);
  });

  it("carries an event of almost 1 MiB", async () => {
    const text = "ü".repeat(500_000);
    server.script(tokens([text]));
    expect((await readAnswer(createModel(server.url))).text).toBe(text);
  });
});

describe("the request", () => {
  it("is a chat completion with the configured values", async () => {
    const model = createModel(server.url, {
      model: "org/model",
      apiKey: "sk-1",
      temperature: 0,
      topP: 0.9,
      maxTokens: 100,
      stop: ["a"],
      extraBody: { seed: 7, min_p: null, repetition_penalty: 1.1 },
    });
    await readAnswer(model);
    const [chat] = server.chats;
    expect(chat?.headers).toMatchObject({
      authorization: "Bearer sk-1",
      "x-request-id": "request-1",
      "content-type": "application/json",
    });
    expect(chat?.body).toEqual({
      model: "org/model",
      temperature: 0,
      top_p: 0.9,
      max_tokens: 100,
      stop: ["a"],
      seed: 7,
      repetition_penalty: 1.1,
      messages: [{ role: "user", content: "Hello" }],
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  it("leaves out what is not configured, top_p of 1 and the key", async () => {
    await readAnswer(createModel(server.url, { topP: 1 }));
    expect(Object.keys(bodyOf(server.chats[0] ?? expect.fail())).toSorted()).toEqual([
      "messages",
      "model",
      "stream",
      "stream_options",
    ]);
    expect(server.chats[0]?.headers.authorization).toBeUndefined();
  });

  it("takes length and temperature of a single request before the configured ones", async () => {
    const model = createModel(server.url, { temperature: 1, maxTokens: 500 });
    await readAnswer(model, { ...requestOf("x"), temperature: 0, maxTokens: 8 });
    expect(server.chats[0]?.body).toMatchObject({ temperature: 0, max_tokens: 8 });
  });

  it("sends TGI at most four stop texts, and others all", async () => {
    const stop = ["a", "b", "c", "d", "e"];
    const lenient = await startScriptedModel({ checksRequests: false });
    await readAnswer(createModel(lenient.url, { stop, provider: "tgi" }));
    await readAnswer(createModel(lenient.url, { stop, provider: "vllm" }));
    expect(lenient.chats.map((chat) => bodyOf(chat)["stop"])).toEqual([stop.slice(0, 4), stop]);
    await lenient.close();
  });

  it("goes under the prefix of the URL, with model ids that look like a path", async () => {
    server.route("POST /models/a/v1/chat/completions", events([tokenChunk("m", "hi", "stop")]));
    const answer = await readAnswer(createModel(`${server.url}/models/a`, { model: "/weights/llama" }));
    expect(answer.text).toBe("hi");
    expect(server.requests[0]?.body).toMatchObject({ model: "/weights/llama" });
  });

  it("is well-formed UTF-8 whatever the prompt", async () => {
    await readAnswer(createModel(server.url), requestOf("a\ud800b\0"));
    expect(server.chats[0]?.body).toMatchObject({ messages: [{ role: "user", content: "a\ufffdb" }] });
  });
});

describe("connections", () => {
  it("are used again by the next answer", async () => {
    const model = createModel(server.url);
    for (let count = 0; count < 20; count++) await readAnswer(model);
    expect(server.connections).toBe(1);
  });

  it("carry 200 answers at once, each whole and in order", async () => {
    server.script(tokens(50, { tokensPerSecond: 100 }));
    const model = createModel(server.url);
    const answers = await Promise.all(Array.from({ length: 200 }, () => readAnswer(model)));
    const whole = Array.from({ length: 50 }, (_, index) => ` t${index}`).join("");
    expect(answers.filter(({ text, finished }) => text !== whole || !finished)).toEqual([]);
    expect(server.openStreams).toBe(0);
    await readAnswer(model);
    expect(server.connections).toBeLessThanOrEqual(201);
  });

  it.each(["", "tgi:8080", "localhost:8080", "/v1", "ftp://host", "http://host?x=1"])(
    "are not made to an address that is none: %j",
    (url) => {
      expect(() => createChatCompletionsModel({ url, model: "m", name: "n", timeoutMs: 1_000 })).toThrow(
        TypeError,
      );
    },
  );
});

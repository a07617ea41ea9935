import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  events,
  httpBody,
  httpJson,
  rawSteps,
  startScriptedModel,
  type Answer,
  type ScriptedModel,
} from "#tests/support/scripted-model.ts";
import { createModel, readAnswer } from "./testing/read-answer.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(() => server.close());

const chunk = (delta: unknown, more: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});
const hello = [chunk({ content: "Hel" }), chunk({ content: "lo" })];
const stop = [chunk({}, { finish_reason: "stop" }), "[DONE]"];
const whole = {
  object: "chat.completion",
  choices: [{ index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" }],
  usage: { prompt_tokens: 3, completion_tokens: 2 },
};
const eventText = [...hello, ...stop]
  .map((data) => `data: ${typeof data === "string" ? data : JSON.stringify(data)}\n\n`)
  .join("");

/** Every one of them is the answer "Hello", whole. */
const tolerated: Record<string, Answer> = {
  "`error: null` in each chunk": events([
    ...hello.map((data) => ({ ...data, error: null })),
    { ...chunk({}, { finish_reason: "stop" }), error: null },
    "[DONE]",
  ]),
  "other error fields that bear none": events([
    { ...chunk({ content: "Hel" }), error: "" },
    { ...chunk({ content: "lo" }), error: {} },
    { ...chunk({}, { finish_reason: "stop" }), error: { code: null, message: "" } },
    "[DONE]",
  ]),
  "`choices: null`": events([{ choices: null }, ...hello, { choices: null, usage: null }, ...stop]),
  "an empty object": events([{}, ...hello, {}, ...stop]),
  "a ping as an event": rawSteps([
    { send: 'event: ping\ndata: {"type":"ping"}\n\n' },
    { send: 'event: ping\ndata: {"message":"still here"}\n\n' },
    { send: eventText },
  ]),
  "a ping as data": events([{ type: "ping" }, ...hello, { type: "ping", message: "still here" }, ...stop]),
  "words that are no JSON, to keep the connection alive": events(["ping", ...hello, "keep-alive", ...stop]),
  "comments, ids and times to come back": rawSteps([
    { send: ": OPENROUTER PROCESSING\n\nid: 7\nretry: 3000\n\n" },
    { send: eventText },
  ]),
  "a list of parts": events([
    chunk({ content: [{ type: "text", text: "Hel" }] }),
    chunk({ content: [{ type: "output_text", text: "lo" }] }),
    ...stop,
  ]),
  "a refusal in a field of its own": events([chunk({ refusal: "Hel" }), chunk({ refusal: "lo" }), ...stop]),
  "the text of a completion": events([
    { choices: [{ index: 0, text: "Hel", finish_reason: "" }] },
    { choices: [{ index: 0, text: "lo", finish_reason: "eos_token" }] },
  ]),
  "a finish reason that is an object, as SGLang's": events([
    ...hello,
    chunk({}, { finish_reason: { type: "stop", matched: 128009 } }),
  ]),
  "a finish reason with a NUL": events([...hello, chunk({}, { finish_reason: "stop\0" }), "[DONE]"]),
  "a finish reason in capitals": events([...hello, chunk({}, { finish_reason: "STOP" }), "[DONE]"]),
  "whole JSON": httpJson(200, whole),
  "whole JSON over many lines": httpBody(200, "application/json", JSON.stringify(whole, null, 2)),
  "whole JSON without a finish reason": httpJson(200, { choices: [{ message: { content: "Hello" } }] }),
  "whole JSON that is called a stream": httpBody(200, "text/event-stream", JSON.stringify(whole)),
  "whole JSON behind blank lines that kept the connection alive": rawSteps(
    [{ send: "\n" }, { send: " \n" }, { send: JSON.stringify(whole) }],
    { "content-type": "application/json" },
  ),
  "a JSON document a line": httpBody(
    200,
    "application/x-ndjson",
    [...hello, stop[0]].map((data) => `${JSON.stringify(data)}\n`).join(""),
  ),
  "a stream that is called plain text": httpBody(200, "text/plain; charset=utf-8", eventText),
  "a stream that is called JSON": httpBody(200, "application/json", eventText),
  "a stream of no type": { status: 200, headers: {}, steps: [{ send: eventText }] },
  "a stream that begins with a byte order mark": httpBody(200, "text/event-stream", `\u{FEFF}${eventText}`),
  "CRLF, and a last event without its blank line": httpBody(
    200,
    "text/event-stream",
    eventText
      .replaceAll("\n", "\r\n")
      .replace(/data: \[DONE\].*$/su, "")
      .trimEnd(),
  ),
  "a space behind [DONE]": events([...hello, stop[0], "[DONE] "]),
};

describe("a server that sends", () => {
  it.each(Object.entries(tolerated))("%s is understood", async (_, answer) => {
    server.script(answer);
    const read = await readAnswer(createModel(server.url));
    expect(read.error).toBeUndefined();
    expect(read).toMatchObject({ text: "Hello", finished: { failure: undefined } });
    expect(read.finished?.finishReason).toMatch(/^(?:stop|eos_token)$/u);
  });

  it.each([
    [{ content: [{ type: "thinking", thinking: "Hmm" }] }, { content: [{ type: "text", text: "Hello" }] }],
    [
      { content: [{ type: "thinking", thinking: [{ type: "text", text: "Hmm" }] }] },
      { content: [{ type: "text", text: "Hello" }] },
    ],
    [
      {
        content: [
          { type: "thinking", thinking: "Hmm" },
          { type: "text", text: "Hel" },
        ],
      },
      { content: "lo" },
    ],
    [{ reasoning: "", reasoning_content: "Hmm" }, { content: "Hello" }],
    [{ content: null, reasoning: "Hmm", reasoning_content: "Hmm" }, { content: "Hello" }],
    [{ thinking: "Hmm" }, { content: "Hello" }],
    [{ reasoning: [{ type: "text", text: "Hmm" }] }, { content: "Hello" }],
  ])("thoughts as %j has them told apart", async (...deltas) => {
    server.script(events([...deltas.map((delta) => chunk(delta)), ...stop]));
    expect(await readAnswer(createModel(server.url))).toMatchObject({ reasoning: "Hmm", text: "Hello" });
  });

  it("counts that are none has them left out", async () => {
    const usage = { prompt_tokens: 1e300, completion_tokens: -1 };
    server.script(events([...hello, { ...chunk({}, { finish_reason: "stop" }), usage }, "[DONE]"]));
    expect((await readAnswer(createModel(server.url))).finished?.usage).toEqual({});
  });
});

describe("an error in any of the places where servers put it", () => {
  it.each([
    [{ error: { message: "CUDA error" } }],
    [{ error: "CUDA error" }],
    [{ ...chunk({ content: "" }, { finish_reason: "error" }), error: { code: 500, message: "CUDA error" } }],
    [{ choices: [{ index: 0, error: { message: "CUDA error" }, finish_reason: "error" }] }],
    [{ object: "error", message: "CUDA error", type: "InternalServerError", code: 500 }],
    [{ type: "error", error: { type: "api_error", message: "CUDA error" } }],
    [[{ error: { message: "CUDA error", status: "INTERNAL" } }]],
    [{ detail: "CUDA error" }],
  ])("is one: %j", async (data) => {
    server.script(events([...hello, data, "[DONE]"]));
    const read = await readAnswer(createModel(server.url));
    expect(read).toMatchObject({ code: "model_failed", text: "Hello" });
    expect(read.finished).toBeUndefined();
  });

  it.each([
    ['event: error\ndata: {"message":"CUDA error"}\n\n', "text/event-stream"],
    ["event: error\ndata: CUDA error\n\n", "text/event-stream"],
    ['error: {"code":500,"message":"CUDA error"}\n\n', "text/event-stream"],
    ['{"error":{"message":"CUDA error"}}', "text/event-stream"],
    ['{"detail":"CUDA error"}', "application/json"],
  ])("is one: %j as %s", async (body, contentType) => {
    server.script(httpBody(200, contentType, body));
    expect((await readAnswer(createModel(server.url))).code).toBe("model_failed");
  });

  it("that lies deep is no reason to fail otherwise", async () => {
    const depth = 100_000;
    server.script(
      httpBody(200, "text/event-stream", `data: ${'{"error":'.repeat(depth)}1${"}".repeat(depth)}\n\n`),
    );
    expect((await readAnswer(createModel(server.url))).code).toBe("model_failed");
  });
});

describe("an answer that ends in another way than by its end", () => {
  it.each([
    ["length", undefined],
    ["content_filter", "model_filtered"],
    ["abort", "model_ended_early"],
    ["error", "model_ended_early"],
    ["tool_calls", "model_tool_call"],
  ])("says so: %s", async (reason, code) => {
    server.script(events([...hello, chunk({}, { finish_reason: reason }), "[DONE]"]));
    const { text, finished } = await readAnswer(createModel(server.url));
    expect([text, finished?.finishReason, finished?.failure?.code]).toEqual(["Hello", reason, code]);
  });

  it.each([
    ["nothing", [] as unknown[]],
    ["blank tokens", [chunk({ role: "assistant", content: "" })]],
    ["thoughts alone", [chunk({ reasoning: "Hmm" })]],
  ])("says so: %s", async (_, given) => {
    server.script(events([...given, ...stop]));
    expect((await readAnswer(createModel(server.url))).finished?.failure?.code).toBe("model_empty");
  });

  it("keeps a name that nobody knows short and clean", async () => {
    const reason = `odd\0 \u{D83D} ${"👋".repeat(100)}`;
    server.script(events([...hello, chunk({}, { finish_reason: reason }), "[DONE]"]));
    const { finished } = await readAnswer(createModel(server.url));
    expect([...(finished?.finishReason ?? "")]).toHaveLength(64);
    expect(JSON.stringify(finished)).not.toMatch(/\\u0000|\\ud83d /u);
  });
});

describe("an answer that goes on", () => {
  const request = {
    requestId: "request-1",
    messages: [
      { role: "user", content: "Tell a story" },
      { role: "assistant", content: "Once upon a time" },
    ],
  } as const;

  it.each(["tgi", "vllm", "llamacpp", "openai"] as const)(
    "says nothing twice, whatever %s does",
    async (provider) => {
      server.script(
        events([chunk({ content: "Once upon a time" }), chunk({ content: " there was" }), ...stop]),
      );
      const model = createModel(server.url, { provider });
      expect(await readAnswer(model, request)).toMatchObject({ text: " there was", error: undefined });
    },
  );

  it("is whole when there was nothing left to say", async () => {
    server.script(events(stop));
    expect((await readAnswer(createModel(server.url), request)).finished?.failure).toBeUndefined();
  });
});

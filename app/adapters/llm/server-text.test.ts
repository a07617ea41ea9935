import { describe, expect, it } from "vitest";

import { bearsError, findErrorText, findPublicText, readErrorBody, readServerError } from "./server-text.ts";

describe("findErrorText", () => {
  it.each([
    { error: "Model is overloaded", error_type: "overloaded" },
    { error: { message: "Model is overloaded", http_status_code: 422 } },
    { message: "Model is overloaded" },
    { detail: "Model is overloaded" },
    { detail: [{ type: "missing", loc: ["body"], msg: "Model is overloaded" }] },
    [{ error: { message: "Model is overloaded" } }],
  ])("finds the sentence in %j", (body) => {
    expect(findErrorText(body)).toBe("Model is overloaded");
  });

  it("finds none in a chunk", () => {
    expect(findErrorText({ choices: [] })).toBeUndefined();
  });
});

describe("an error response", () => {
  it("says its plain text as it is and nothing from HTML, whatever type it claims", () => {
    expect(readErrorBody("text/plain; charset=utf-8", "length limit exceeded")?.text).toBe(
      "length limit exceeded",
    );
    expect(readErrorBody("text/html", "<h1>502</h1>")).toBeUndefined();
    expect(readErrorBody("text/plain", "  <html>")).toBeUndefined();
  });
});

describe("an error field", () => {
  it.each([null, undefined, "", false, {}, { code: null, message: "" }])("that is %j bears none", (error) => {
    expect(bearsError(error)).toBe(false);
  });

  it.each(["broken", { message: "broken" }, { code: 500 }, [{ msg: "broken" }], true])(
    "that is %j bears one",
    (error) => {
      expect(bearsError(error)).toBe(true);
    },
  );
});

/** How each server says that a prompt is too long. */
const overflows: [string, unknown, number | undefined][] = [
  [
    "llama.cpp",
    {
      error: {
        code: 400,
        message: "request (5000 tokens) exceeds the available context size (2048 tokens), try increasing it",
        type: "exceed_context_size_error",
        n_prompt_tokens: 5000,
        n_ctx: 2048,
      },
    },
    2048,
  ],
  [
    "vLLM",
    {
      object: "error",
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens (4000 in the messages, 1000 in the completion).",
      type: "BadRequestError",
      code: 400,
    },
    4096,
  ],
  [
    "vLLM of late",
    {
      error: { message: "The decoder prompt (length 5000) is longer than the maximum model length of 4096." },
    },
    4096,
  ],
  [
    "TGI",
    {
      error:
        "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 1 `max_new_tokens`",
    },
    4096,
  ],
  [
    "TGI, of the prompt alone",
    { error: "Input validation error: `inputs` must have less than 4095 tokens. Given: 5000" },
    4095,
  ],
  [
    "SGLang",
    { message: "The input (5000 tokens) is longer than the model's context length (4096 tokens)." },
    4096,
  ],
  ["OpenAI", { error: { code: "context_length_exceeded", message: "Too many tokens." } }, undefined],
  [
    "LiteLLM",
    { error: { message: "litellm.ContextWindowExceededError: prompt is too long", code: "400" } },
    undefined,
  ],
];

describe("a prompt that is too long", () => {
  it.each(overflows)("is understood from %s", (_, body, contextLength) => {
    expect(readServerError(body)?.overflow).toEqual({ contextLength });
  });

  it.each([
    { error: { message: "Model is overloaded" } },
    { error: "Template error: roles must alternate" },
    { error: { message: "max_tokens must be at least 1, got 0" } },
  ])("is not %j", (body) => {
    expect(readServerError(body)).not.toHaveProperty("overflow");
  });
});

describe("findPublicText", () => {
  it.each([
    "Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens",
    "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens.",
    "Template error: Conversation roles must alternate user/assistant/user/assistant/...",
  ])("lets through what helps: %s", (text) => {
    expect(findPublicText(text, [])).toBe(text);
  });

  it.each([
    "see http://tgi.internal/docs",
    "upstream 10.1.2.3 failed",
    "no route to tgi.models.svc.cluster.local",
    "no route to tgi:8080",
    "connect to localhost failed",
    "<b>Bad gateway</b>",
    "[{'type': 'missing', 'loc': ('body',), 'input': {'messages': []}}]",
    "key sk-secret is not valid",
    "",
  ])("keeps back addresses, markup, repeated input and secrets: %s", (text) => {
    expect(findPublicText(text, ["sk-secret"])).toBeUndefined();
  });

  it("shortens to 200 characters and one line", () => {
    const text = findPublicText(`a\nb ${"x".repeat(500)}`, []);
    expect(text).toHaveLength(200);
    expect(text?.startsWith("a b x")).toBe(true);
  });
});

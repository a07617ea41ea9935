import { describe, expect, it } from "vitest";

import { findErrorText, findErrorTextOfBody, findPublicText } from "./server-text.ts";

describe("findErrorText", () => {
  it.each([
    { error: "Model is overloaded", error_type: "overloaded" },
    { error: { message: "Model is overloaded", http_status_code: 422 } },
    { message: "Model is overloaded" },
    { detail: "Model is overloaded" },
  ])("finds the sentence in %j", (body) => {
    expect(findErrorText(body)).toBe("Model is overloaded");
  });

  it("finds none in a chunk", () => {
    expect(findErrorText({ choices: [] })).toBeUndefined();
  });
});

describe("findErrorTextOfBody", () => {
  it("takes plain text as it is and nothing from HTML, whatever type it claims", () => {
    expect(findErrorTextOfBody("text/plain; charset=utf-8", "length limit exceeded")).toBe(
      "length limit exceeded",
    );
    expect(findErrorTextOfBody("text/html", "<h1>502</h1>")).toBeUndefined();
    expect(findErrorTextOfBody("text/plain", "  <html>")).toBeUndefined();
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

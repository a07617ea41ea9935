import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { httpJson, startScriptedModel, type ScriptedModel } from "#tests/support/scripted-model.ts";
import type { LlmProvider } from "./llm-settings.ts";
import { createModel } from "./testing/read-answer.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(() => server.close());

const count = (provider: LlmProvider, text: string) =>
  createModel(server.url, { provider, contextLength: 4096 }).countTokens?.(text);

describe("countTokens", () => {
  it("asks TGI's tokenizer", async () => {
    expect(await count("tgi", "one two three")).toBe(3);
  });

  it("asks TGI's chat tokenizer where the plain one is kept back", async () => {
    server.route("POST /tokenize", undefined);
    expect(await count("tgi", "one two three")).toBeGreaterThanOrEqual(3);
    expect(server.requests.map(({ path }) => path)).toEqual(["/tokenize", "/chat_tokenize"]);
  });

  it("reads vLLM's count, with the model named", async () => {
    server.route("POST /tokenize", httpJson(200, { count: 7, max_model_len: 4096, tokens: [1, 2] }));
    expect(await count("vllm", "one")).toBe(7);
    expect(server.requests.at(-1)?.body).toEqual({ model: "tgi", prompt: "one" });
  });

  it("counts the tokens of llama.cpp", async () => {
    server.route("POST /tokenize", httpJson(200, { tokens: [1, 2, 3, 4] }));
    expect(await count("llamacpp", "one")).toBe(4);
    expect(server.requests.at(-1)?.body).toEqual({ content: "one" });
  });

  it("asks nothing of a server that has no tokenizer, and fails with none", async () => {
    expect(await count("openai", "one")).toBeUndefined();
    expect(server.requests).toEqual([]);
    server.route("POST /tokenize", httpJson(500, { error: "no" }));
    expect(await count("llamacpp", "one")).toBeUndefined();
    const { url } = server;
    await server.close();
    const away = createModel(url, { provider: "vllm", contextLength: 4096 });
    expect(await away.countTokens?.("one")).toBeUndefined();
    server = await startScriptedModel();
  });
});

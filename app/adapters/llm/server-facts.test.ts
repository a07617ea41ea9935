import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  htmlError,
  httpJson,
  silent,
  startScriptedModel,
  type ScriptedModel,
} from "#tests/support/scripted-model.ts";
import { createModel, readAnswer } from "./testing/read-answer.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel({ maxTotalTokens: 8192 });
});
afterEach(() => server.close());

const unknown = { provider: undefined, contextLength: undefined };
const soon = () => AbortSignal.timeout(2_000);

describe("the context length", () => {
  it("is the configured one if there is one, and nothing is asked", async () => {
    const model = createModel(server.url, { contextLength: 1000, provider: "tgi" });
    expect(model.contextLength()).toBe(1000);
    await readAnswer(model);
    expect(server.requests.map(({ path }) => path)).toEqual(["/v1/chat/completions"]);
  });

  it("is learnt from TGI's /info with the first answer", async () => {
    const model = createModel(server.url, unknown);
    expect(model.contextLength()).toBeUndefined();
    await readAnswer(model);
    await expect.poll(() => model.contextLength()).toBe(8192);
    await readAnswer(model);
    expect(server.requests.filter(({ path }) => path === "/info")).toHaveLength(1);
  });

  it("is learnt from the list of models of vLLM", async () => {
    server.route("GET /info", undefined);
    const data = [
      { id: "other", max_model_len: 1 },
      { id: "tgi", max_model_len: 32_768 },
    ];
    server.route("GET /v1/models", httpJson(200, { object: "list", data }));
    const model = createModel(server.url, unknown);
    await readAnswer(model);
    await expect.poll(() => model.contextLength()).toBe(32_768);
  });

  it("is learnt from the properties of llama.cpp", async () => {
    server.route("GET /info", undefined);
    server.route("GET /props", httpJson(200, { default_generation_settings: { n_ctx: 2048 } }));
    const model = createModel(server.url, unknown);
    await readAnswer(model);
    await expect.poll(() => model.contextLength()).toBe(2048);
  });

  it("is never waited for", async () => {
    server.route("GET /info", silent());
    const answer = await readAnswer(createModel(server.url, { ...unknown, timeoutMs: 1_000 }));
    expect(answer.finished).toBeDefined();
  });

  it("is asked again later when the server was ill, but not at once", async () => {
    let nowMs = 0;
    const model = createModel(server.url, unknown, { now: () => nowMs });
    server.route("GET /info", htmlError(502));
    await readAnswer(model);
    await expect.poll(() => server.requests.some(({ path }) => path === "/props")).toBe(true);
    server.route("GET /info", httpJson(200, { max_total_tokens: 512 }));
    await readAnswer(model);
    expect(server.requests.filter(({ path }) => path === "/info")).toHaveLength(1);
    nowMs = 31_000;
    await readAnswer(model);
    await expect.poll(() => model.contextLength()).toBe(512);
  });

  it("is asked again after the server was away, since another model may be back", async () => {
    let nowMs = 0;
    const model = createModel(server.url, unknown, { now: () => nowMs });
    await readAnswer(model);
    await expect.poll(() => model.contextLength()).toBe(8192);
    server.route("GET /health", httpJson(503, { error: "unhealthy", error_type: "healthcheck" }));
    expect(await model.isUp(soon())).toBe(false);
    server.route("GET /info", httpJson(200, { max_total_tokens: 512, max_input_tokens: 300 }));
    expect([model.contextLength(), model.promptLimit?.()]).toEqual([8192, 8191]);
    nowMs = 31_000;
    await readAnswer(model);
    await expect.poll(() => [model.contextLength(), model.promptLimit?.()]).toEqual([512, 300]);
  });
});

describe("isUp", () => {
  it("is true when /health says so", async () => {
    expect(await createModel(server.url).isUp(soon())).toBe(true);
  });

  it("asks for the list of models where there is no /health, with the key", async () => {
    server.route("GET /health", undefined);
    expect(await createModel(server.url, { apiKey: "sk-1" }).isUp(soon())).toBe(true);
    expect(server.requests.at(-1)?.headers.authorization).toBe("Bearer sk-1");
    server.route("GET /v1/models", undefined);
    expect(await createModel(server.url).isUp(soon())).toBe(false);
  });

  it("is false when the engine is ill, though its router still lists the model", async () => {
    server.route("GET /health", httpJson(503, { error: "unhealthy", error_type: "healthcheck" }));
    expect(await createModel(server.url).isUp(soon())).toBe(false);
  });

  it("is false when nothing listens and when nothing comes before the deadline", async () => {
    server.route("GET /health", silent());
    expect(await createModel(server.url).isUp(AbortSignal.timeout(50))).toBe(false);
    const { url } = server;
    await server.close();
    expect(await createModel(url).isUp(soon())).toBe(false);
    server = await startScriptedModel();
  });
});

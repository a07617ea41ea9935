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

describe("what llama.cpp refuses", () => {
  const overflow = httpJson(400, {
    error: {
      code: 400,
      message: "too long",
      type: "exceed_context_size_error",
      n_prompt_tokens: 3000,
      n_ctx: 2048,
    },
  });

  it.each([{ provider: "llamacpp", contextLength: 8192 } as const, unknown])(
    "tells its window, whatever was known: %j",
    async (known) => {
      server.script(overflow);
      const model = createModel(server.url, known);
      expect((await readAnswer(model)).code).toBe("model_context_exceeded");
      expect(model.contextLength()).toBe(2048);
    },
  );
});

describe("a model that the operator did not name", () => {
  const nameless = { ...unknown, name: "tgi", learns: "name" } as const;
  const props = { default_generation_settings: { n_ctx: 2048 }, total_slots: 2, model_alias: "Smol.gguf" };

  function beLlamaCpp() {
    server.route("GET /info", undefined);
    server.route("GET /v1/models", httpJson(200, { data: [{ id: "Smol.gguf", owned_by: "llamacpp" }] }));
    server.route("GET /props", httpJson(200, props));
  }

  it("bears the name that its server gives it, and the one that stood for it", async () => {
    beLlamaCpp();
    const model = createModel(server.url, nameless);
    expect(model.name).toBe("tgi");
    model.learn?.();
    await expect.poll(() => model.name).toBe("Smol.gguf");
    expect(model.isKnownAs?.("tgi")).toBe(true);
    expect(model.isKnownAs?.("another")).toBe(false);
    expect(model.maxConcurrent?.()).toBe(2);
  });

  it("is asked for by the server's id from the first answer on", async () => {
    beLlamaCpp();
    await readAnswer(createModel(server.url, nameless));
    expect(server.chats[0]?.body).toMatchObject({ model: "Smol.gguf" });
  });

  it("is asked for by the placeholder of TGI, which takes others for adapters", async () => {
    const model = createModel(server.url, nameless);
    await readAnswer(model);
    expect(server.chats[0]?.body).toMatchObject({ model: "tgi" });
    expect(model.name).toBe("scripted");
  });

  it("keeps a name that the operator gave, and learns the id", async () => {
    beLlamaCpp();
    const model = createModel(server.url, { ...unknown, name: "Ours", learns: "model" });
    await readAnswer(model);
    expect([model.name, model.model]).toEqual(["Ours", "Smol.gguf"]);
  });

  it.each([
    ["/models/Smol.gguf", "Smol.gguf"],
    ["C:\\models\\Smol.gguf", "Smol.gguf"],
    ["Qwen/Qwen2.5-7B-Instruct", "Qwen/Qwen2.5-7B-Instruct"],
  ])("is shown without its folder: %s", async (id, name) => {
    beLlamaCpp();
    server.route("GET /props", httpJson(200, { ...props, model_alias: id }));
    const model = createModel(server.url, nameless);
    await readAnswer(model);
    expect([model.name, model.model]).toEqual([name, id]);
  });

  it("has a name that can be shown and stored", async () => {
    beLlamaCpp();
    const id = `odd\0 \u{D83D}${"👋".repeat(300)}`;
    server.route("GET /props", httpJson(200, { ...props, model_alias: id }));
    const model = createModel(server.url, nameless);
    await readAnswer(model);
    expect([...model.name]).toHaveLength(255);
    expect(model.name).not.toMatch(/\0|\p{Surrogate}/u);
  });
});

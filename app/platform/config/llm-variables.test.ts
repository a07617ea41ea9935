import { describe, expect, it } from "vitest";
import type { LlmSettings } from "#app/adapters/llm/llm-settings.ts";
import { parseConfig } from "./config.ts";
import type { LlmConfig } from "./llm-config.ts";

function parseLlm(env: Record<string, string>) {
  const { llm, warnings } = parseConfig(env);
  return { llm, warnings };
}

function parseOne(env: Record<string, string>): LlmConfig | undefined {
  return parseLlm(env).llm?.[0];
}

const placeholders = { model: "tgi", name: "tgi", timeoutMs: 60_000 };
const defaults = { ...placeholders, learns: "name" };

describe("LLM as a URL", () => {
  it("is unset by default, also when empty or null", () => {
    for (const env of [{}, { LLM: "" }, { LLM: " \n" }, { LLM: "null" }]) {
      expect(parseConfig(env).llm).toBeUndefined();
    }
  });

  it.each([
    ["http://localhost:8080", "http://localhost:8080"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["http://localhost:8080/v1", "http://localhost:8080"],
    ["http://localhost:8080/v1/", "http://localhost:8080"],
    ["HTTPS://Models.Example/team-a/v1//", "https://models.example/team-a"],
    ["http://[::1]:8080/v1beta", "http://[::1]:8080/v1beta"],
    ["http://host:80", "http://host"],
  ])("%s is the server %s", (LLM, url) => {
    expect(parseOne({ LLM })).toEqual({ url, ...defaults });
  });

  it.each([
    ["localhost:8080", "must be a URL that begins with http:// or https://, a JSON dict, or a JSON list"],
    ["ftp://host", "must be a URL"],
    ["http://", "url must be a URL that begins with http:// or https://"],
    ["http://user:s3cret@host", "url must not contain a user name or password"],
    ["http://host/?key=s3cret", "url must not contain ? or #"],
    ["http://host/v1/chat/completions", "url must be the address of the server"],
    ["{url:s3cret}", "must be valid JSON"],
    ["[]", "at least one dict"],
    ['["http://host"]', "must be a URL"],
    ["42", "must be a URL"],
    ['{"model":"m"}', "url is required"],
    ['{"url":7}', "url must be text"],
  ])("refuses %s", (LLM, reason) => {
    expect(() => parseConfig({ LLM })).toThrow(reason);
    expect(() => parseConfig({ LLM })).toThrow(/LLM: .* Example: LLM='\{"url":"http:\/\/localhost:8080"\}'/);
    expect(() => parseConfig({ LLM })).not.toThrow("s3cret");
  });
});

describe("LLM as a dict", () => {
  it("reads every key", () => {
    const dict = {
      ...{ url: "http://h:1/v1", model: "zephyr", name: "Zephyr 7B", api_key: "sk-1", temperature: 0.5 },
      ...{ top_p: 0.9, max_tokens: 100, stop: ["a", "b"], eos_token: "</s>", context_length: 8192 },
      ...{ system_prompt: "Be brief.", provider: "vllm", extra_body: { seed: 1 }, timeout_ms: 1000 },
    };
    const settings: LlmSettings | undefined = parseOne({ LLM: JSON.stringify(dict) });
    expect(settings).toEqual({
      ...{ url: "http://h:1", model: "zephyr", name: "Zephyr 7B", apiKey: "sk-1", temperature: 0.5 },
      ...{ topP: 0.9, maxTokens: 100, stop: ["a", "b"], eosToken: "</s>", contextLength: 8192 },
      ...{ systemPrompt: "Be brief.", provider: "vllm", extraBody: { seed: 1 }, timeoutMs: 1000 },
    });
  });

  it("reads the dict of the older systems without a warning", () => {
    const dict = {
      ...{ base_url: "http://llm:8080/v1", model_name: "qwen", api_key: "NOT_SET", temperature: "0.7" },
      ...{ top_p: "0.8", max_tokens: "1024", streaming: "True", stream_usage: "True" },
      extra_body: { repetition_penalty: "1.05", flags: { eager: "True", ids: ["1", "x"] } },
      metadata: { provider: "tgi", limit_mm_per_prompt: { image: 1 } },
    };
    expect(parseLlm({ LLM: JSON.stringify(dict) })).toEqual({
      llm: [
        {
          ...{ url: "http://llm:8080", model: "qwen", name: "qwen", temperature: 0.7, topP: 0.8 },
          ...{ maxTokens: 1024, provider: "tgi", timeoutMs: 60_000 },
          extraBody: { repetition_penalty: 1.05, flags: { eager: true, ids: [1, "x"] } },
        },
      ],
      warnings: [],
    });
  });

  it.each(["EMPTY", "NOT_SET", "NOTHING", ""])("takes the api_key %j for none", (key) => {
    expect(parseOne({ LLM: JSON.stringify({ url: "http://h", creds: key }) })).not.toHaveProperty("apiKey");
  });

  it("takes null for absent and leaves no undefined properties behind", () => {
    const dict = { url: "http://h", temperature: null, stop: null, name: null };
    expect(Object.keys(parseOne({ LLM: JSON.stringify(dict) }) ?? {}).sort()).toEqual(
      ["learns", "model", "name", "timeoutMs", "url"].sort(),
    );
  });

  it.each([
    [
      ["</s>", "User:"],
      ["</s>", "User:"],
    ],
    ['["</s>", "\\n"]', ["</s>", "\n"]],
    ["</s>", ["</s>"]],
  ])("reads stop given as %j", (stop, expected) => {
    expect(parseOne({ LLM: JSON.stringify({ url: "http://h", stop }) })?.stop).toEqual(expected);
  });

  it("leaves texts alone that only look like numbers", () => {
    const extra_body = {
      phone: "0123",
      big: "12345678901234567890",
      hex: "0x10",
      version: "1.2.3",
      sign: "-",
    };
    const dict = { url: "http://h", model: "7", extra_body };
    expect(parseOne({ LLM: JSON.stringify(dict) })).toMatchObject({ model: "7", extraBody: extra_body });
  });

  it("cannot be used to change the prototype of an object", () => {
    const LLM = '{"url":"http://h","__proto__":{"apiKey":"x"},"extra_body":{"__proto__":{"polluted":"1"}}}';
    const llm = parseOne({ LLM, LLM__EXTRA_BODY__CONSTRUCTOR__PROTOTYPE__POLLUTED: "1" });
    expect(llm?.apiKey).toBeUndefined();
    expect({}).not.toHaveProperty("polluted");
    expect(Object.getPrototypeOf(llm?.extraBody)).toBe(Object.prototype);
  });

  it.each([
    ["temperature", "warm", "temperature must be a number from 0 up"],
    ["temperature", -1, "temperature must be a number from 0 up"],
    ["temperature", true, "temperature must be a number from 0 up"],
    ["top_p", 0, "top_p must be a number above 0 and at most 1"],
    ["top_p", "1.5", "top_p must be a number above 0 and at most 1"],
    ["max_tokens", 1.5, "max_tokens must be a whole number above 0"],
    ["max_tokens", "0", "max_tokens must be a whole number above 0"],
    ["context_length", "8k", "context_length must be a whole number above 0"],
    ["timeout_ms", "60s", "timeout_ms must be a whole number of milliseconds from 1 to 2147483647"],
    ["timeout_ms", 1e12, "timeout_ms must be a whole number of milliseconds"],
    ["max_concurrent", 0, "max_concurrent must be a whole number above 0"],
    ["stop", 5, "stop must be a list of texts"],
    ["stop", "[1", "stop must be a list of texts"],
    ["stop", [""], "stop must be a list of texts"],
    ["provider", "acme", "provider must be one of tgi, vllm, llamacpp, openai"],
    ["extra_body", "seed=1", "extra_body must be a dict"],
    ["extra_body", [1], "extra_body must be a dict"],
    ["model", "a\nb", "model must be one line of 1 to 255 characters"],
    ["name", "n".repeat(256), "name must be one line"],
    ["system_prompt", 5, "system_prompt must be text"],
    ["api_key", "two words", "api_key must be printable ASCII without spaces"],
  ])("refuses %s = %j", (key, value, reason) => {
    const LLM = JSON.stringify({ url: "http://h", [key]: value });
    expect(() => parseConfig({ LLM })).toThrow(`LLM: ${reason}`);
    expect(() => parseConfig({ LLM })).toThrow(new RegExp(`Example: LLM='\\{"url":.*"${key}":`));
  });

  it("shows examples that would be accepted", () => {
    const wrong = { url: 1, model: 1, temperature: "x", top_p: 9, stop: 5, extra_body: 1, timeout_ms: 0 };
    try {
      parseConfig({ LLM: JSON.stringify(wrong) });
      expect.unreachable();
    } catch (error) {
      const examples = [...String(error).matchAll(/Example: LLM='(.*)'/g)].map((match) => match[1] ?? "");
      expect(examples).toHaveLength(7);
      for (const LLM of examples) expect(parseConfig({ LLM }).llm).toHaveLength(1);
    }
  });

  it("lets a model have another one as its fallback, by name", () => {
    const models = (fallback: string) =>
      JSON.stringify([
        { url: "http://a", name: "Small", fallback, max_concurrent: "8" },
        { url: "http://b", name: "Large" },
      ]);
    expect(parseConfig({ LLM: models("Large") }).llm?.[0]).toMatchObject({
      fallback: "Large",
      maxConcurrent: 8,
    });
    for (const fallback of ["Small", "Medium"]) {
      expect(() => parseConfig({ LLM: models(fallback) })).toThrow(
        'LLM: fallback of "Small" must be the name of another entry',
      );
    }
    expect(
      parseLlm({ SAFETY_LLM: '{"url":"http://a","fallback":"Large"}', LLM: "http://b" }).warnings,
    ).toHaveLength(1);
  });

  it("refuses a key and its alias that differ, and takes them when they agree", () => {
    const LLM = '{"url":"http://a","base_url":"http://b"}';
    expect(() => parseConfig({ LLM })).toThrow("LLM: has both url and base_url, and they differ; keep one");
    expect(parseOne({ LLM: '{"url":"http://a","base_url":"http://a"}' })?.url).toBe("http://a");
  });

  it("warns of unknown keys and names the one that was meant", () => {
    const LLM = '{"url":"http://h","temprature":0.5,"presence_penalty":1,"top_k":5}';
    expect(parseLlm({ LLM }).warnings).toEqual([
      "LLM: unknown key temprature ignored, did you mean temperature?",
      "LLM: unknown key presence_penalty ignored; parameters of the model server belong in extra_body",
      "LLM: unknown key top_k ignored; parameters of the model server belong in extra_body",
    ]);
  });
});

describe("LLM as a list", () => {
  it("reads several models, the first being the default", () => {
    const LLM = '[{"url":"http://a","name":"Small"},{"base_url":"http://b/v1","model":"large"}]';
    expect(parseConfig({ LLM }).llm).toEqual([
      { url: "http://a", ...defaults, name: "Small", learns: "model" },
      { url: "http://b", ...placeholders, model: "large", name: "large" },
    ]);
  });

  it("refuses two models of one name", () => {
    const LLM = '[{"url":"http://a"},{"url":"http://b"},{"url":"http://c"}]';
    expect(() => parseConfig({ LLM })).toThrow(
      'LLM: has several entries with the name "tgi"; give each its own name. Example: LLM=',
    );
  });

  it("tells which entry is wrong, in problems and in warnings", () => {
    const LLM = '[{"url":"http://a","modle":"m"},{"url":"http://b","top_p":2,"name":"B"}]';
    expect(() => parseConfig({ LLM })).toThrow("LLM[1]: top_p must be a number above 0 and at most 1");
    const { warnings } = parseLlm({ LLM: LLM.replace('"top_p":2,', "") });
    expect(warnings).toEqual(["LLM[0]: unknown key modle ignored, did you mean model?"]);
  });

  it("refuses keys one at a time beside it", () => {
    expect(() => parseConfig({ LLM: '[{"url":"http://a"}]', LLM__MODEL: "m" })).toThrow(
      "LLM__MODEL: goes with a single dict only, but LLM is a list; write model into its entries",
    );
  });
});

describe("LLM__*, one key at a time", () => {
  it("goes over the default of LLM", () => {
    expect(parseOne({ LLM__MODEL: "m" })).toEqual({
      url: "http://localhost:8080",
      ...placeholders,
      model: "m",
      name: "m",
    });
  });

  it("wins over the JSON form and over a bare URL, whatever the alias", () => {
    expect(parseOne({ LLM: '{"base_url":"http://a","model_name":"m"}', LLM__URL: "http://b" })).toMatchObject(
      {
        url: "http://b",
        model: "m",
      },
    );
    expect(parseOne({ LLM: "http://a", LLM__MODEL_NAME: "n" })).toMatchObject({
      url: "http://a",
      model: "n",
    });
    expect(parseOne({ LLM: '{"url":"http://a","api_key":"k"}', LLM__CREDS: "EMPTY" })).not.toHaveProperty(
      "apiKey",
    );
  });

  it("reads names without case and parts of extra_body, merged over the whole", () => {
    const env = {
      llm__base_url: "http://h/v1",
      Llm__Temperature: "0.3",
      LLM__EXTRA_BODY: '{"seed":"1","top_k":5}',
      LLM__EXTRA_BODY__SEED: "42",
      LLM__EXTRA_BODY__DEEP__FLAG: "False",
      LLM__METADATA__PROVIDER: "llamacpp",
      LLM__STOP: '["a","b"]',
    };
    expect(parseOne(env)).toMatchObject({
      url: "http://h",
      temperature: 0.3,
      extraBody: { seed: 42, top_k: 5, deep: { flag: false } },
      provider: "llamacpp",
      stop: ["a", "b"],
    });
  });

  it("leaves out what is empty", () => {
    expect(parseOne({ LLM: "http://h", LLM__MODEL: "" })).toEqual({ url: "http://h", ...defaults });
    expect(parseConfig({ LLM__MODEL: " " }).llm).toBeUndefined();
  });

  it.each([
    [{ LLM__TOP_P: "9" }, "LLM__TOP_P: must be a number above 0 and at most 1. Example: LLM__TOP_P=0.9"],
    [{ LLM__BASE_URL: "s3cret" }, "LLM__BASE_URL: must be a URL that begins with http:// or https://"],
    [{ LLM__: "s3cret" }, "LLM__: must have a key after each pair of underscores"],
    [{ LLM__EXTRA_BODY____X: "s3cret" }, "LLM__EXTRA_BODY____X: must have a key"],
    [{ LLM__URL__X: "s3cret" }, "LLM__URL__X: must be text"],
    [
      { LLM__MODEL: "a", llm__model: "b" },
      "LLM__MODEL: is also given as llm__model with another value; keep one",
    ],
    [{ LLM__URL: "http://a", LLM__BASE_URL: "http://b" }, "LLM: has both url and base_url"],
  ])("refuses %j", (env: Record<string, string>, message) => {
    expect(() => parseConfig(env)).toThrow(message);
    expect(() => parseConfig(env)).not.toThrow("s3cret");
  });

  it("warns of an unknown key", () => {
    expect(parseLlm({ LLM__TEMPRATURE: "1" }).warnings).toEqual([
      "LLM: unknown key temprature ignored, did you mean temperature?",
    ]);
  });
});

describe("SAFETY_LLM", () => {
  it("is none by default, and LLM does not touch it", () => {
    expect(parseConfig({ LLM: "http://h", LLM__MODEL: "m" }).safetyLlm).toBeUndefined();
  });

  it("reads the same dict with what is checked, and what an error means", () => {
    const dict = {
      ...{ base_url: "http://s/v1", model_name: "llama-guard-3-8b", api_key: "NOTHING", temperature: "0" },
      ...{ max_tokens: "48", check: "Input", on_error: "allow", categories: '["S1","S10"]' },
    };
    expect(parseConfig({ SAFETY_LLM: JSON.stringify(dict) }).safetyLlm).toEqual({
      ...{ url: "http://s", model: "llama-guard-3-8b", name: "llama-guard-3-8b", temperature: 0 },
      ...{ maxTokens: 48, timeoutMs: 10_000, check: "input", onError: "allow", categories: ["S1", "S10"] },
      ...{ holdBack: 240, keep: "hash" },
    });
  });

  it("has defaults, and takes a bare URL or keys one at a time", () => {
    const guard = { timeoutMs: 10_000, check: "both", onError: "block", holdBack: 240, keep: "hash" };
    const expected = { url: "http://s", ...placeholders, ...guard };
    expect(parseConfig({ SAFETY_LLM: "http://s" }).safetyLlm).toEqual(expected);
    expect(parseConfig({ safety_llm__url: "http://s" })).toMatchObject({
      safetyLlm: expected,
      llm: undefined,
    });
  });

  it("reads what is done by category, how much is held back and what is kept", () => {
    const dict = { url: "http://s", actions: { S6: "warn" }, hold_back: "whole", keep: "store" };
    expect(parseConfig({ SAFETY_LLM: JSON.stringify(dict) }).safetyLlm).toMatchObject({
      ...{ actions: { S6: "warn" }, holdBack: "whole", keep: "store" },
    });
    expect(
      parseConfig({
        ...{ SAFETY_LLM__URL: "http://s", SAFETY_LLM__HOLD_BACK: "80" },
        ...{ SAFETY_LLM__TAXONOMY: "shieldgemma", SAFETY_LLM__ACTIONS: '{"SG1":"log"}' },
      }).safetyLlm,
    ).toMatchObject({ holdBack: 80, taxonomy: "shieldgemma", actions: { SG1: "log" } });
  });

  it.each([['["S1","s10"]'], ["S1, s10"], [["s1", " S10 "]]])("reads the categories %j", (categories) => {
    expect(
      parseConfig({ SAFETY_LLM: JSON.stringify({ url: "http://s", categories, actions: { s6: "log" } }) })
        .safetyLlm,
    ).toMatchObject({ categories: ["S1", "S10"], actions: { S6: "log" } });
  });

  it.each([
    [{ SAFETY_LLM: '{"url":"http://s","categories":["violence"]}' }, "must be category codes such as S1"],
    [{ SAFETY_LLM__URL: "http://s", SAFETY_LLM__CATEGORIES: "7" }, "must be category codes such as S1"],
    [{ SAFETY_LLM: '{"url":"http://s","hold_back":0}' }, "SAFETY_LLM: hold_back must be a whole number of"],
    [{ SAFETY_LLM: '{"url":"http://s","actions":{"S1":"ban"}}' }, "SAFETY_LLM: actions must be a dict of"],
    [{ SAFETY_LLM__MODEL: "m" }, "SAFETY_LLM: url is required"],
    [
      { SAFETY_LLM: '[{"url":"http://s"}]' },
      "SAFETY_LLM: must be a URL that begins with http:// or https://, or a",
    ],
    [
      { SAFETY_LLM: '{"url":"http://s","check":"all"}' },
      "SAFETY_LLM: check must be one of input, output, both",
    ],
    [
      { SAFETY_LLM__ON_ERROR: "no", SAFETY_LLM: "http://s" },
      "SAFETY_LLM__ON_ERROR: must be one of block, allow",
    ],
    [
      { SAFETY_LLM: '{"url":"http://s","categories":5}' },
      "SAFETY_LLM: categories must be a list of category codes",
    ],
  ])("refuses %j", (env: Record<string, string>, message) => {
    expect(() => parseConfig(env)).toThrow(message);
  });

  it("knows keys that LLM does not", () => {
    expect(parseConfig({ LLM: '{"url":"http://h","check":"both"}' }).warnings).toHaveLength(1);
    expect(parseConfig({ SAFETY_LLM: '{"url":"http://h","check":"both"}' }).warnings).toEqual([]);
  });
});

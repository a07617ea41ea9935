import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { events, resplit, startScriptedModel, type ScriptedModel } from "#tests/support/scripted-model.ts";
import { createModel, readAnswer } from "./testing/read-answer.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(() => server.close());

const chunk = (delta: object | undefined, more: object = {}) => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1,
  model: "m",
  choices: [{ index: 0, ...(delta && { delta }), finish_reason: null, ...more }],
});
const usage = { prompt_tokens: 7, completion_tokens: 5, total_tokens: 12 };

/** How each server tells the same: it thinks "Hmm ü", answers "Grüße 👋" and stops. */
const dialects: Record<string, { list: unknown[]; endings?: string[]; reasoningTokens?: number }> = {
  "TGI, which leaves the stop text and thinks in its content": {
    list: [
      {
        ...chunk({ role: "assistant", content: "<th" }),
        id: "",
        system_fingerprint: "3.3.6-native",
        usage: null,
      },
      chunk({ role: "assistant", content: "ink>\nHmm" }),
      chunk({ role: "assistant", content: " ü</thi" }),
      chunk({ role: "assistant", content: "nk>\n\nGrüße" }),
      chunk({ role: "assistant", content: "" }),
      chunk({ role: "assistant", content: " 👋</s>" }),
      chunk({ role: "assistant", content: "" }, { finish_reason: "stop_sequence" }),
      { ...chunk({}), choices: [], usage },
      "[DONE]",
    ],
    endings: ["</s>"],
  },
  "vLLM with `reasoning_content` and usage on each chunk": {
    list: [
      { ...chunk({ role: "assistant", content: "" }), usage: { ...usage, completion_tokens: 0 } },
      { ...chunk({ reasoning_content: "Hmm" }), usage: { ...usage, completion_tokens: 1 } },
      { ...chunk({ reasoning_content: " ü" }), usage: { ...usage, completion_tokens: 2 } },
      { ...chunk({ content: "Grüße" }), usage: { ...usage, completion_tokens: 3 } },
      chunk({ content: " 👋" }),
      chunk({ content: "" }, { finish_reason: "stop", stop_reason: null }),
      { ...chunk({}), choices: [], usage: { ...usage, completion_tokens_details: { reasoning_tokens: 2 } } },
      "[DONE]",
    ],
    reasoningTokens: 2,
  },
  "vLLM with `reasoning`": {
    list: [
      chunk({ role: "assistant", content: "", reasoning: null }),
      chunk({ reasoning: "Hmm ü" }),
      chunk({ content: "Grüße 👋" }),
      chunk({}, { finish_reason: "stop" }),
      { ...chunk({}), choices: [], usage },
      "[DONE]",
    ],
  },
  "llama.cpp, with a null first and the usage in the last chunk": {
    list: [
      chunk({ role: "assistant", content: null }),
      chunk({ reasoning_content: "Hmm ü" }),
      chunk({ content: "Grüße 👋" }),
      { ...chunk({}, { finish_reason: "stop" }), usage, timings: { predicted_n: 5 } },
      "[DONE]",
    ],
  },
  "Ollama, with a role in each chunk": {
    list: [
      chunk({ role: "assistant", content: "", reasoning: "Hmm ü" }),
      chunk({ role: "assistant", content: "Grüße 👋" }),
      chunk({ role: "assistant", content: "" }, { finish_reason: "stop" }),
      { ...chunk({}), choices: [], usage },
      "[DONE]",
    ],
  },
};

describe.each(Object.entries(dialects))("the stream of %s", (_name, { list, endings, reasoningTokens }) => {
  it("is read right, wherever the network cuts it", async () => {
    const script = events(list);
    const bytes = [...script.steps].reduce(
      (count, step) => count + ("send" in step ? Buffer.byteLength(step.send) : 0),
      0,
    );
    const model = createModel(server.url, endings && { stop: endings });
    let at = 0;
    server.script((request) => resplit(script, { at: ++at })(request));
    while (at < bytes - 1) {
      const batch = Math.min(50, bytes - 1 - at);
      const answers = await Promise.all(Array.from({ length: batch }, () => readAnswer(model)));
      for (const { text, reasoning, finished, error } of answers) {
        expect({ text, reasoning, error }).toEqual({
          text: "Grüße 👋",
          reasoning: expect.any(String),
          error: undefined,
        });
        expect(reasoning.trim()).toBe("Hmm ü");
        expect(finished?.usage).toMatchObject({
          ...{ promptTokens: 7, completionTokens: 5 },
          ...(reasoningTokens !== undefined && { reasoningTokens }),
        });
      }
    }
    server.script(resplit(script, { size: 1 }));
    expect((await readAnswer(model)).text).toBe("Grüße 👋");
  });
});

describe("a tool call that nobody asked for", () => {
  it.each(["tool_calls", "stop"])(
    "is no text, and the answer says so, though the server ends with '%s'",
    async (reason) => {
      const call = { index: 0, id: "0", type: "function", function: { name: "f", arguments: "{}" } };
      server.script(
        events([
          chunk({ role: "assistant", content: null, tool_calls: [call] }),
          chunk({}, { finish_reason: reason }),
          "[DONE]",
        ]),
      );
      const answer = await readAnswer(createModel(server.url));
      expect(answer).toMatchObject({ text: "", error: undefined, finished: { finishReason: "tool_calls" } });
    },
  );
});

import { describe, expect, it } from "vitest";
import type { PromptMessage } from "#app/core/turn/text-model.ts";
import { askToContinue } from "./continuation.ts";

const open: PromptMessage[] = [
  { role: "user", content: "Count" },
  { role: "assistant", content: "One, tw" },
];

describe("askToContinue", () => {
  it("leaves the answer last for TGI, which goes on with it", () => {
    expect(askToContinue(open, "tgi")).toEqual({ messages: open, fields: {} });
  });

  it.each(["vllm", "llamacpp"] as const)("tells %s to go on with the last message", (provider) => {
    expect(askToContinue(open, provider)).toEqual({
      messages: open,
      fields: { add_generation_prompt: false, continue_final_message: true },
    });
  });

  it.each(["openai", undefined] as const)("asks in words where the server is %s", (provider) => {
    const { messages } = askToContinue(open, provider);
    expect(messages.slice(0, 2)).toEqual(open);
    expect(messages.at(-1)?.role).toBe("user");
  });

  it("leaves an ordinary prompt alone", () => {
    const question = open.slice(0, 1);
    for (const provider of ["tgi", "vllm", "openai", undefined] as const) {
      expect(askToContinue(question, provider)).toEqual({ messages: question, fields: {} });
    }
  });
});

import { describe, expect, it } from "vitest";
import { judgeEnd } from "./finish-reason.ts";

const said = { hasText: true, hasToolCall: false };

describe("the end of an answer", () => {
  it.each(["stop", "eos_token", "stop_sequence", "end_turn", "complete"])("by %s is complete", (reason) => {
    expect(judgeEnd(reason, said)).toEqual({ finishReason: reason, failure: undefined });
  });

  it.each(["length", "max_tokens", "model_length"])("by %s is the longest answer allowed", (reason) => {
    expect(judgeEnd(reason, said)).toEqual({ finishReason: "length", failure: undefined });
    expect(judgeEnd(reason, { ...said, hasText: false }).failure).toBeUndefined();
  });

  it.each([
    ["content_filter", "content_filter", "model_filtered"],
    ["safety", "content_filter", "model_filtered"],
    ["tool_use", "tool_calls", "model_tool_call"],
    ["abort", "abort", "model_ended_early"],
    ["error", "error", "model_ended_early"],
    ["repetition", "repetition", "model_ended_early"],
  ])("by %s is told as %s, which is none", (reason, finishReason, code) => {
    expect(judgeEnd(reason, said)).toMatchObject({ finishReason, failure: { code } });
  });

  it("without a word is none", () => {
    expect(judgeEnd("stop", { ...said, hasText: false }).failure?.code).toBe("model_empty");
  });

  it("with a tool call that nobody offered is none, whatever the server calls it", () => {
    expect(judgeEnd("stop", { hasText: true, hasToolCall: true })).toMatchObject({
      finishReason: "tool_calls",
      failure: { code: "model_tool_call" },
    });
  });
});

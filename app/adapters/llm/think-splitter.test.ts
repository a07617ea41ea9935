import { describe, expect, it } from "vitest";
import { createThinkSplitter, type ReasoningForm } from "./think-splitter.ts";

function split(pieces: readonly string[], form: ReasoningForm = "auto") {
  const splitter = createThinkSplitter(form);
  const parts = [...pieces.map((piece) => splitter.push(piece)), splitter.finish()];
  return {
    reasoning: parts.map(({ reasoning }) => reasoning).join(""),
    text: parts.map(({ text }) => text).join(""),
  };
}

const answers: [string, ReasoningForm, { reasoning: string; text: string }][] = [
  ["<think>\nLet me see.\n</think>\n\nYes.", "auto", { reasoning: "Let me see.\n", text: "Yes." }],
  ["\n<think>hm</think>Yes", "auto", { reasoning: "hm", text: "Yes" }],
  ["<think>\n\n</think>\n\nYes", "auto", { reasoning: "", text: "Yes" }],
  ["<think>a < b </ think> </thin</think>b", "auto", { reasoning: "a < b </ think> </thin", text: "b" }],
  ["No tag <think>here</think>", "auto", { reasoning: "", text: "No tag <think>here</think>" }],
  ["<thinking about it", "auto", { reasoning: "", text: "<thinking about it" }],
  ["<thi", "auto", { reasoning: "", text: "<thi" }],
  ["  spaced", "auto", { reasoning: "", text: "  spaced" }],
  ["<think>cut off", "auto", { reasoning: "cut off", text: "" }],
  ["<think>a</think>b<think>c</think>", "auto", { reasoning: "a", text: "b<think>c</think>" }],
  ["Let me see.</think>\nYes.", "opened", { reasoning: "Let me see.", text: "Yes." }],
  ["<think>Let me see.</think>Yes.", "opened", { reasoning: "Let me see.", text: "Yes." }],
  ["<think>a</think>b", "off", { reasoning: "", text: "<think>a</think>b" }],
  ["", "auto", { reasoning: "", text: "" }],
];

describe("createThinkSplitter", () => {
  it.each(answers)("splits %j (%s)", (content, form, expected) => {
    expect(split([content], form)).toEqual(expected);
    expect(split([...content], form)).toEqual(expected);
    for (let at = 1; at < content.length; at += 1) {
      expect(split([content.slice(0, at), content.slice(at)], form), `cut at ${at}`).toEqual(expected);
    }
  });

  it("gives text on at once when the answer does not think", () => {
    const splitter = createThinkSplitter("auto");
    expect(splitter.push("Hello")).toEqual({ reasoning: "", text: "Hello" });
    expect(splitter.push(" <")).toEqual({ reasoning: "", text: " <" });
  });
});

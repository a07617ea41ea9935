import { describe, expect, it } from "vitest";
import { formatShieldGemmaPrompt, joinShieldGemma, parseShieldGemma } from "./shield-gemma.ts";

describe("ShieldGemma", () => {
  it.each([
    ["Yes", "violated"],
    [" yes, because", "violated"],
    ["No\n", "kept"],
    ["Nope", undefined],
    ["", undefined],
    ["The answer is Yes", undefined],
  ])("means by %j that the policy is %s", (text, meaning) => {
    expect(parseShieldGemma(text)).toBe(meaning);
  });

  it("is unsafe by any policy, also beside garbage, and safe only by all", () => {
    expect(
      joinShieldGemma([
        { code: "SG1", text: "No" },
        { code: "SG3", text: "Yes" },
        { code: "SG4", text: "?" },
      ]),
    ).toEqual({ verdict: "unsafe", categories: [{ code: "SG3", name: "Hate Speech" }] });
    expect(joinShieldGemma([{ code: "SG1", text: "No" }])).toEqual({ verdict: "safe" });
    expect(
      joinShieldGemma([
        { code: "SG1", text: "No" },
        { code: "SG2", text: "Hm" },
      ]),
    ).toEqual({ verdict: "unknown", reason: "garbage" });
    expect(joinShieldGemma([])).toEqual({ verdict: "unknown", reason: "garbage" });
  });

  it("asks about the response when an answer is judged, else about the question", () => {
    const turns = [
      { role: "user", content: "Hi" },
      { role: "assistant", content: "Ho" },
    ] as const;
    expect(formatShieldGemmaPrompt(turns, "The {subject} shall")).toContain("Chatbot Response: Ho");
    expect(formatShieldGemmaPrompt(turns.slice(0, 1), "The {subject} shall")).toContain("The prompt shall");
  });
});

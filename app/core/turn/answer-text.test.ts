import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerText } from "./answer-text.ts";

describe("AnswerText", () => {
  it("gives the same whole text whatever number a reader resumes from", () => {
    fc.assert(
      fc.property(fc.array(fc.array(fc.string())), fc.nat(), (cuts, resumeAt) => {
        const answer = new AnswerText();
        const seen: string[] = [];
        for (const pieces of cuts) {
          for (const piece of pieces) answer.append("text", piece);
          const before = answer.lastSeq;
          answer.cut();
          seen.push(answer.since(before).text);
        }
        const afterSeq = Math.min(resumeAt, answer.lastSeq);
        expect(seen.slice(0, afterSeq).join("") + answer.since(afterSeq).text).toBe(cuts.flat().join(""));
      }),
    );
  });

  it("keeps reasoning and text apart under the same numbers", () => {
    const answer = new AnswerText();
    answer.append("reasoning", "hm");
    expect(answer.cut()).toBe(1);
    answer.append("text", "yes");
    expect(answer.cut()).toBe(2);
    expect(answer.since(0)).toEqual({ text: "yes", reasoning: "hm" });
    expect(answer.since(1)).toEqual({ text: "yes", reasoning: "" });
  });

  it("shows nothing that has not been cut, and nothing for a number beyond the last", () => {
    const answer = new AnswerText();
    answer.append("text", "not yet");
    expect(answer.hasUncut).toBe(true);
    expect(answer.since(0)).toEqual({ text: "", reasoning: "" });
    expect(answer.since(99)).toEqual({ text: "", reasoning: "" });
  });
});

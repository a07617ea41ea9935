import { describe, expect, it } from "vitest";
import type { Message } from "#app/protocol/resources.ts";
import { finishedFrame } from "./answer-end.ts";

const message = (status: Message["status"]) => ({ conversationId: "c", status, content: "" }) as Message;

describe("finishedFrame", () => {
  it("follows the last number of an answer that its writer closed, and withdraws nothing", () => {
    const end = { generationId: "g", message: message("complete"), lastSeq: 7, isRecovered: false };
    expect(finishedFrame(end)).toEqual({
      type: "generation.finished",
      generationId: "g",
      conversationId: "c",
      seq: 8,
      message: end.message,
    });
  });

  it("follows what its receivers were shown, where that is more", () => {
    const end = { generationId: "g", message: message("complete"), lastSeq: 7, isRecovered: false };
    expect(finishedFrame(end, 12).seq).toBe(13);
  });

  it("follows everything that can have been shown of a recovered answer, and says what was not kept", () => {
    const end = { generationId: "g", message: message("interrupted"), lastSeq: 3, isRecovered: true };
    const frame = finishedFrame(end);
    // The writer pauses with 512 Ki code units beyond its log, and a number carries at least one.
    expect(frame.seq).toBeGreaterThan(3 + 512 * 1024 + 1);
    expect(frame.withdrawnAfterSeq).toBe(3);
  });

  it("withdraws all of an answer that was blocked", () => {
    const end = { generationId: "g", message: message("blocked"), lastSeq: 7, isRecovered: false };
    expect(finishedFrame(end)).toMatchObject({ seq: 8, withdrawnAfterSeq: 0 });
  });
});

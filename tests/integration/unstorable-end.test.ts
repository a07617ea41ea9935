import { describe, expect, it } from "vitest";
import { LiveGeneration } from "#app/core/turn/live-generation.ts";
import { persistEnd } from "#app/core/turn/persist-end.ts";
import type { Ending } from "#app/core/turn/write-answer.ts";
import { newTurn, openTestStores } from "#tests/support/test-stores.ts";

async function persist(ending: Ending, text = "What arrived") {
  const { turns } = await openTestStores();
  const turn = newTurn();
  await turns.start(turn);
  const generation = new LiveGeneration({
    id: turn.generationId,
    userId: turn.user.id,
    conversationId: turn.conversationId,
    messageId: turn.answerId,
    parentId: turn.messageId,
    model: turn.model,
  });
  generation.answer.append("text", text);
  generation.answer.cut();
  const warnings: string[] = [];
  const log = { warn: (_: object, message: string) => warnings.push(message), error: () => undefined };
  const ended = await persistEnd(generation, ending, {
    store: turns,
    publisher: { hasConversationSubscribers: () => false },
    telemetry: { backgroundError: () => undefined } as never,
    log: log as never,
  });
  return { message: ended?.message, warnings };
}

describe("an answer that ends with what the database cannot take", () => {
  it.each<[string, Ending]>([
    ["a NUL in its finish reason", { status: "complete", finishReason: "stop\0" }],
    [
      "a NUL in its failure",
      { status: "failed", error: { code: "model_rejected", message: "bad \0 thing" } },
    ],
    [
      "half of a character in its failure",
      { status: "failed", error: { code: "model_rejected", message: "bad \u{D83D} thing" } },
    ],
  ])("by %s is written at once with that mended", async (_, ending) => {
    const { message, warnings } = await persist(ending);
    expect(message).toMatchObject({ status: ending.status, content: "What arrived" });
    expect(message?.error?.message ?? message?.finishReason).toMatch(
      /^(?:bad {1,2}thing|bad \u{FFFD} thing|stop)$/u,
    );
    expect(new Set(warnings)).toEqual(
      new Set(["the database refused a part of the answer, writing it without"]),
    );
  });

  it("by a NUL in its text is written without", async () => {
    expect((await persist({ status: "complete" }, "What\0 arrived")).message?.content).toBe("What arrived");
  });
});

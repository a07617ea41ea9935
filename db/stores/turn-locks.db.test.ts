import { describe, expect, it } from "vitest";
import { newTurn, openTestStores } from "#tests/support/test-stores.ts";

describe("answers that grow and end at the same time", () => {
  it("do not deadlock, in whatever order the statements name them", async () => {
    const { turns } = await openTestStores();
    for (let round = 0; round < 3; round += 1) {
      const started = Array.from({ length: 200 }, () => newTurn());
      await Promise.all(started.map((turn) => turns.start(turn)));
      const entries = started.map(({ generationId }) => ({
        generationId,
        epoch: 1,
        seq: 1,
        texts: ["Yes"],
        reasonings: [""],
      }));
      const [, ...ended] = await Promise.all([
        turns.appendToLog(entries),
        ...started.toReversed().map(({ generationId }) =>
          turns.finish({
            generationId,
            epoch: 1,
            seq: 1,
            status: "complete",
            text: "Yes",
            reasoning: "",
            finishReason: "stop",
            usage: undefined,
            error: undefined,
            safety: undefined,
            context: undefined,
            model: "test",
            unread: false,
          }),
        ),
      ]);
      expect(ended.map((end) => end?.message.content)).toEqual(started.map(() => "Yes"));
    }
  });
});

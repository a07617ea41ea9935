import { describe, expect, it } from "vitest";
import type { TokenCount } from "#app/core/usage/usage-store.ts";
import { newTurn, openTestStores, person } from "#tests/support/test-stores.ts";
import { createPostgresUsageStore } from "./postgres-usage-store.ts";

const count = (given: Partial<TokenCount> = {}): TokenCount => ({
  userId: "ada",
  day: "2026-03-10",
  model: "m",
  promptTokens: 3,
  completionTokens: 2,
  answers: 1,
  ...given,
});

describe("the usage store", () => {
  it("adds up by user, day and model, and leaves out users who are gone", async () => {
    const { primary, turns } = await openTestStores();
    for (const user of ["ada", "ben"]) await turns.start(newTurn({ user: person(user) }));
    const store = createPostgresUsageStore(primary);
    const large = { promptTokens: 5_000_000_000, completionTokens: 7_000_000_000 };
    await store.add([
      count(),
      count({ model: "n" }),
      count({ userId: "ben", ...large }),
      count({ userId: "gone" }),
    ]);
    await store.add([count(), count({ day: "2026-03-11" })]);
    const readDay = (userId: string, day = "2026-03-10") => store.readDay({ userId, day });
    expect(await readDay("ada")).toEqual({ promptTokens: 9, completionTokens: 6 });
    expect(await readDay("ada", "2026-03-11")).toEqual({ promptTokens: 3, completionTokens: 2 });
    expect(await readDay("ben")).toEqual(large);
    expect(await readDay("gone")).toEqual({ promptTokens: 0, completionTokens: 0 });
  });

  it("takes batches of several processes at the same moment", async () => {
    const { primary, turns } = await openTestStores();
    const users = Array.from({ length: 20 }, (_, index) => `u${index}`);
    for (const user of users) await turns.start(newTurn({ user: person(user) }));
    const store = createPostgresUsageStore(primary);
    const batch = users.map((userId) => count({ userId }));
    await Promise.all(
      Array.from({ length: 20 }, (_, index) => store.add(index % 2 ? batch : batch.toReversed())),
    );
    for (const userId of users) {
      expect(await store.readDay({ userId, day: "2026-03-10" })).toEqual({
        promptTokens: 60,
        completionTokens: 40,
      });
    }
  });
});

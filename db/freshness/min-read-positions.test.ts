import { describe, expect, it } from "vitest";
import { MinReadPositions } from "./min-read-positions.ts";

const at = (lsn: bigint, timeline = 1) => ({ timeline, lsn });

describe("the floors of users", () => {
  it("only rise, in whatever order positions come", () => {
    const minPositions = new MinReadPositions();
    minPositions.raise("ada", at(5n));
    minPositions.raise("ada", at(3n));
    expect(minPositions.find("ada")).toEqual(at(5n));
    minPositions.raise("ada", at(1n, 2));
    expect(minPositions.find("ada")).toEqual(at(1n, 2));
    expect(minPositions.find("eve")).toBeUndefined();
  });

  it("pin a user to the primary until a later position is known", () => {
    const minPositions = new MinReadPositions();
    minPositions.raise("ada", at(5n));
    minPositions.pin("ada");
    expect([minPositions.isPinned("ada"), minPositions.find("ada")]).toEqual([true, at(5n)]);
    minPositions.raise("ada", at(6n));
    expect([minPositions.isPinned("ada"), minPositions.find("ada")]).toEqual([false, at(6n)]);
  });

  it("forget who was here longest ago beyond 50,000 users", () => {
    const minPositions = new MinReadPositions();
    minPositions.raise("first", at(1n));
    minPositions.raise("second", at(1n));
    for (let user = 0; user < 49_998; user += 1) minPositions.raise(`user-${user}`, at(1n));
    minPositions.raise("first", at(2n));
    minPositions.raise("one more", at(1n));
    expect([minPositions.find("first"), minPositions.find("second")]).toEqual([at(2n), undefined]);
  });
});

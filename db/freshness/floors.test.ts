import { describe, expect, it } from "vitest";
import { Floors } from "./floors.ts";

const at = (lsn: bigint, timeline = 1) => ({ timeline, lsn });

describe("the floors of users", () => {
  it("only rise, in whatever order positions come", () => {
    const floors = new Floors();
    floors.raise("ada", at(5n));
    floors.raise("ada", at(3n));
    expect(floors.find("ada")).toEqual(at(5n));
    floors.raise("ada", at(1n, 2));
    expect(floors.find("ada")).toEqual(at(1n, 2));
    expect(floors.find("eve")).toBeUndefined();
  });

  it("pin a user to the primary until a later position is known", () => {
    const floors = new Floors();
    floors.raise("ada", at(5n));
    floors.pin("ada");
    expect([floors.isPinned("ada"), floors.find("ada")]).toEqual([true, at(5n)]);
    floors.raise("ada", at(6n));
    expect([floors.isPinned("ada"), floors.find("ada")]).toEqual([false, at(6n)]);
  });

  it("forget who was here longest ago beyond 50,000 users", () => {
    const floors = new Floors();
    floors.raise("first", at(1n));
    floors.raise("second", at(1n));
    for (let user = 0; user < 49_998; user += 1) floors.raise(`user-${user}`, at(1n));
    floors.raise("first", at(2n));
    floors.raise("one more", at(1n));
    expect([floors.find("first"), floors.find("second")]).toEqual([at(2n), undefined]);
  });
});

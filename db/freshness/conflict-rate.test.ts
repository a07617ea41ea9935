import { describe, expect, it } from "vitest";
import { ConflictRate } from "./conflict-rate.ts";

/** What the rate says of conflicts among so many reads, at one moment after the other. */
function noteMany(
  rate: ConflictRate,
  { reads, conflicts, from = 0, everyMs = 1 }: Record<string, number> & { reads: number; conflicts: number },
) {
  let at = from;
  for (let read = 0; read < reads; read += 1) rate.noteRead((at += everyMs));
  const said: boolean[] = [];
  for (let conflict = 0; conflict < conflicts; conflict += 1) said.push(rate.noteConflict((at += everyMs)));
  return said;
}

describe("the rate of conflicts", () => {
  it("is not high for a few, even when there are hardly any other reads", () => {
    expect(noteMany(new ConflictRate(), { reads: 0, conflicts: 9 })).not.toContain(true);
  });

  it("is high when more than one read in twenty is cancelled", () => {
    const said = noteMany(new ConflictRate(), { reads: 500, conflicts: 40 });
    expect(said.indexOf(true)).toBe(26);
  });

  it("is not high when as many are spread over more reads", () => {
    expect(noteMany(new ConflictRate(), { reads: 900, conflicts: 40 })).not.toContain(true);
  });

  it("counts anew after ten seconds, and after it was high", () => {
    const rate = new ConflictRate();
    noteMany(rate, { reads: 0, conflicts: 9 });
    expect(noteMany(rate, { reads: 0, conflicts: 9, from: 10_100 })).not.toContain(true);
    expect(rate.noteConflict(10_200)).toBe(true);
    expect(rate.noteConflict(10_201)).toBe(false);
  });
});

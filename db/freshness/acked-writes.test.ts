import { describe, expect, it } from "vitest";
import { AckedWrites } from "./acked-writes.ts";

describe("acknowledged writes", () => {
  it("are lost as far as they stand beyond the place where the new timeline begins, and told once", () => {
    const acked = new AckedWrites();
    acked.note({ timeline: 1, lsn: 10n }, 1);
    acked.note({ timeline: 1, lsn: 20n }, 2);
    acked.note({ timeline: 1, lsn: 30n }, 4);
    acked.note({ timeline: 2, lsn: 25n }, 8);
    expect(acked.takeLost({ timeline: 2, lsn: 20n })).toBe(4);
    expect(acked.takeLost({ timeline: 2, lsn: 20n })).toBe(0);
    expect(acked.takeLost({ timeline: 3, lsn: 1n })).toBe(8);
  });
});

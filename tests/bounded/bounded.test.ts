import { describe, expect, it } from "vitest";
import { boundedWork } from "./all-work.ts";
import { families } from "./families.ts";
import { measureGrowth } from "./growth.ts";

/** Four times the input may take four times as long, and something for the machine; squares take sixteen. */
const mostForFourTimes = 10;
const longest = 512 * 1024;

describe.each(boundedWork)("$name", ({ run, families: own, maxLength = longest }) => {
  it("takes time in proportion to its input, whatever that is", { timeout: 60_000 }, () => {
    for (const [family, make] of Object.entries({ ...families, ...own })) {
      const growth = measureGrowth(run, make, { maxLength, mostForFourTimes });
      if (!growth) continue;
      const [once, , four] = growth.ms;
      const measured = `${family}, ${growth.length} characters: ${growth.ms.map(Math.round).join(", ")} ms`;
      expect(four / once, measured).toBeLessThan(mostForFourTimes);
    }
  });
});

import { expect, it } from "vitest";
import { retry } from "./retry.ts";

it("tries again until the work is done, and tells of each failure", async () => {
  const failures: unknown[] = [];
  let tries = 0;
  const result = await retry(
    async () => {
      tries += 1;
      if (tries < 3) throw new Error(`failure ${tries}`);
      return "done";
    },
    (error) => failures.push(error),
  );
  expect(result).toBe("done");
  expect(failures).toEqual([new Error("failure 1"), new Error("failure 2")]);
});

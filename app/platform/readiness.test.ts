import { describe, expect, it } from "vitest";
import { createReadiness } from "./readiness.ts";

const up = async () => true;
const down = async () => false;
const failing = () => Promise.reject(new Error("refused"));
const parts = { primary: up, standby: up, llm: up, standbyState: () => "closed", isDraining: () => false };

describe("the readiness of the process", () => {
  it("needs one database server, and neither the other nor the model", async () => {
    const cases = [
      { given: {}, ready: true },
      { given: { standby: undefined }, ready: true },
      { given: { standby: down, llm: down }, ready: true },
      { given: { primary: down }, ready: true },
      { given: { primary: failing, standby: failing }, ready: false },
      { given: { primary: down, standby: undefined }, ready: false },
    ];
    for (const { given, ready } of cases) {
      expect(await createReadiness({ ...parts, ...given })()).toMatchObject({ ready });
    }
  });

  it("is over once the process drains, however well its parts are", async () => {
    expect(await createReadiness({ ...parts, isDraining: () => true })()).toEqual({
      ready: false,
      states: { primary: "up", standby: "up", standbyState: "closed", llm: "up", draining: true },
    });
  });
});

import { describe, expect, it } from "vitest";
import type { RunEvent } from "../kernels/run-events.ts";
import { createPythonTool } from "./python-tool.ts";
import type { ToolEvent } from "./tool.ts";

const call = { userId: "ann", conversationId: "a", input: "1" };
const never = new AbortController().signal;
const print = (text: string): RunEvent => ({
  type: "output",
  output: { type: "stream", name: "stdout", text },
});

function setUp(events: RunEvent[], outputBytes = 100) {
  const interrupts: string[] = [];
  const tool = createPythonTool({
    kernelOf: () => ({
      async *run() {
        yield* events;
      },
      interrupt: (end) => void interrupts.push(end ?? "stopped"),
    }),
    abilities: "It has nothing.",
    runSeconds: 120,
    outputBytes,
  });
  return { tool, interrupts };
}

async function run(events: RunEvent[], outputBytes?: number) {
  const { tool, interrupts } = setUp(events, outputBytes);
  const told: ToolEvent[] = [];
  for await (const event of tool.run(call, never)) told.push(event);
  return { told, interrupts };
}

const finished = (end: Extract<RunEvent, { type: "finished" }>["end"], variablesLost = false): RunEvent => ({
  type: "finished",
  end,
  ms: 5,
  variablesLost,
});

describe("the python tool", () => {
  it("tells outputs and the end of a run", async () => {
    const { told } = await run([{ type: "ready", lost: undefined }, print("1"), finished("done")]);
    expect(told).toEqual([{ type: "ready" }, print("1"), { type: "finished", state: "done", ms: 5 }]);
  });

  it("tells person and model before the first output that variables are lost", async () => {
    const { told } = await run([{ type: "ready", lost: "died" }, finished("done")]);
    expect(told[1]).toMatchObject({
      output: { name: "stderr", text: "The kernel ended by itself: variables of earlier runs are lost.\n" },
    });
  });

  it.each([
    ["time_limit", false, "The code ran longer than 120 seconds and was stopped. Variables are kept."],
    ["time_limit", true, "The code ran longer than 120 seconds and was stopped. All variables are lost."],
    [
      "lost",
      true,
      "The kernel ended while the code ran: how far it came is not known. All variables are lost.",
    ],
  ] as const)("says why a run failed: %s, %s", async (end, variablesLost, message) => {
    const { told } = await run([finished(end, variablesLost)]);
    expect(told).toMatchObject([
      { output: { type: "error", message } },
      { type: "finished", state: "failed" },
    ]);
  });

  it("interrupts code that prints without end", async () => {
    const { interrupts } = await run([
      print("x".repeat(60)),
      print("x".repeat(60)),
      finished("output_limit"),
    ]);
    expect(interrupts).toEqual(["output_limit"]);
  });

  it("takes code as the argument of a call or as it stands, and says what is wrong with others", () => {
    const { tool } = setUp([]);
    expect(tool.readInput({ code: "print(1)" })).toEqual({ input: "print(1)" });
    expect(tool.readInput("print(1)")).toEqual({ input: "print(1)" });
    for (const wrong of [undefined, null, {}, { code: 1 }, { code: " " }, [], "x".repeat(200_001)]) {
      expect(tool.readInput(wrong)).toMatchObject({ problem: expect.any(String) });
    }
  });
});

import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createJupyterGateway } from "#app/adapters/jupyter/jupyter-gateway.ts";
import { Kernels } from "#app/core/kernels/kernels.ts";
import { OutputRecorder } from "#app/core/tools/output-recorder.ts";
import { describeOutputs } from "#app/core/tools/outputs-for-model.ts";
import { createPythonTool } from "#app/core/tools/python-tool.ts";
import type { Tool } from "#app/core/tools/tool.ts";
import { kernelServers, type RunningKernelServer } from "#tests/support/jupyter/kernel-servers.ts";

const never = new AbortController().signal;
const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };

describe.each(kernelServers)("the python tool on $name", ({ isThere, isReal, start }) => {
  let server: RunningKernelServer;
  let kernels: Kernels;

  beforeAll(async () => {
    if (!isThere) return;
    server = await start();
  });
  afterEach(() => (isThere ? kernels.close() : undefined));
  afterAll(async () => {
    if (isThere) await server.stop();
  });

  function setUp({ runMs = 60_000 } = {}) {
    kernels = new Kernels({
      gateway: createJupyterGateway(server.settings),
      limits: { runMs, interruptMs: 3_000, waitingRuns: 5, mostPerUser: 3, most: 6, idleMs: 600_000 },
      onState: silent,
      log,
    });
    const tool = createPythonTool({
      kernelOf: (owner) => kernels.of(owner),
      abilities: "",
      runSeconds: runMs / 1000,
      outputBytes: 8 * 1024 * 1024,
    });
    return { conversationId: randomUUID(), tool };
  }

  async function run(tool: Tool, conversationId: string, code: string, signal = never) {
    const recorder = new OutputRecorder();
    const read = tool.readInput({ code });
    if ("problem" in read) throw new Error(read.problem);
    for await (const event of tool.run({ userId: "ann", conversationId, input: read.input }, signal)) {
      if (event.type === "finished") {
        return { state: event.state, outputs: recorder.outputs, told: describeOutputs(recorder.outputs) };
      }
      if (event.type !== "queued" && event.type !== "ready") recorder.add(event);
    }
    throw new Error("It did not finish.");
  }

  it.skipIf(!isThere)(
    "runs, fails whole, is corrected, and shows a picture; its variables are listed",
    async () => {
      const { tool, conversationId } = setUp();
      const failed = await run(tool, conversationId, "total = 1\nprices = [1, 2]\nprices['a']");
      expect(failed).toMatchObject({ state: "failed" });
      expect(failed.told).toContain("TypeError: list indices must be integers");
      const picture = `from IPython.display import SVG, display
display(SVG("<svg xmlns='http://www.w3.org/2000/svg'/>"))
total + len(prices)`;
      const shown = await run(tool, conversationId, picture);
      expect(shown.state).toBe("done");
      expect(shown.told).toBe("[a picture is shown to the person: image/svg+xml]\n3");
      expect(await kernels.readVariables(conversationId, never)).toEqual(
        expect.arrayContaining([
          { name: "prices", type: "list", value: "[1, 2]" },
          { name: "total", type: "int", value: "1" },
        ]),
      );
    },
  );

  it.skipIf(!isThere)("shows progress bars as their last state", async () => {
    const { tool, conversationId } = setUp();
    const code =
      "import time\nfor step in range(20):\n    print(f'\\r{step + 1}/20', end='', flush=True)\nprint()";
    expect((await run(tool, conversationId, code)).outputs).toEqual([
      { type: "stream", name: "stdout", text: "20/20\n" },
    ]);
  });

  it.skipIf(!isThere)(
    "stops at the time limit; code that cannot be interrupted costs the variables, and both hear of it",
    async () => {
      const { tool, conversationId } = setUp({ runMs: 2_000 });
      await run(tool, conversationId, "kept = 1");
      const interrupted = await run(tool, conversationId, "while True: pass");
      expect(interrupted.told).toContain("ran longer than 2 seconds and was stopped. Variables are kept.");
      expect((await run(tool, conversationId, "kept")).told).toBe("1");
      const stubborn = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass";
      expect((await run(tool, conversationId, stubborn)).told).toContain("All variables are lost.");
      const after = await run(tool, conversationId, "print('kept' in globals())");
      expect(after.told).toMatch(/variables of earlier runs are lost\.\nFalse$/);
    },
  );

  it.skipIf(!isThere)("stops when it is told to, and shows nothing late", async () => {
    const { tool, conversationId } = setUp();
    await run(tool, conversationId, "1");
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error("stopped")), 300);
    const code = "import time\nwhile True:\n    print('tick', flush=True)\n    time.sleep(0.05)";
    expect((await run(tool, conversationId, code, stop.signal)).state).toBe("stopped");
    expect((await run(tool, conversationId, "2")).told).toBe("2");
  });

  it.skipIf(!isThere)("says what is lost when the kernel dies, and goes on in a new one", async () => {
    const { tool, conversationId } = setUp();
    const died = await run(tool, conversationId, "import os\nprint('before', flush=True)\nos._exit(1)");
    expect(died).toMatchObject({ state: "failed" });
    expect(died.told).toContain("how far it came is not known. All variables are lost.");
    expect((await run(tool, conversationId, "6 * 7")).told).toMatch(/42$/);
  });

  it.skipIf(!isThere)(
    "keeps a megabyte of what code prints, and interrupts what prints without end",
    async () => {
      const { tool, conversationId } = setUp({ runMs: 8_000 });
      const flood = await run(tool, conversationId, "while True: print('x' * 1_000)");
      // Jupyter's own kernels join what is printed to messages that may be too large to be taken at all.
      if (!isReal) expect(flood.outputs.some((output) => output.type === "cut")).toBe(true);
      // Jupyter Server leaves out what comes faster than a megabyte a second, and ends nothing.
      expect(flood.told).toMatch(/printed too much and was stopped|ran longer than/);
      expect(flood.told.length).toBeLessThan(10_000);
      expect((await run(tool, conversationId, "1")).told).toMatch(/(?:^|\n)1$/);
    },
    120_000,
  );
});

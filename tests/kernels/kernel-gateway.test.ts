import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { createJupyterGateway } from "#app/adapters/jupyter/jupyter-gateway.ts";
import type {
  CellEvent,
  CellToRun,
  ConnectionListener,
  GatewayState,
  KernelConnection,
  KernelGateway,
} from "#app/core/kernels/kernel-gateway.ts";
import { kernelServers, type RunningKernelServer } from "#tests/support/jupyter/kernel-servers.ts";

const signal = new AbortController().signal;

/** The first kernel of a machine starts without a snapshot of its memory. In milliseconds. */
const timeout = 120_000;

describe.each(kernelServers)("kernels of $name", { timeout }, ({ isThere, isReal, start }) => {
  let server: RunningKernelServer;
  let gateway: KernelGateway;
  const connections: KernelConnection[] = [];
  const kernelIds: string[] = [];

  beforeAll(async () => {
    if (!isThere) return;
    server = await start();
    gateway = createJupyterGateway(server.settings);
  });
  afterEach(async () => {
    for (const connection of connections.splice(0)) connection.close();
    await Promise.all(kernelIds.splice(0).map((id) => gateway.end(id, signal)));
  });
  afterAll(async () => {
    if (isThere) await server.stop();
  });

  async function startKernel() {
    const kernelId = await gateway.start({ userId: "ann@example.org", conversationId: randomUUID() }, signal);
    kernelIds.push(kernelId);
    return kernelId;
  }

  async function connect(kernelId: string, sessionId: string = randomUUID()) {
    const states: GatewayState[] = [];
    let tellLoss: (reason: string) => void = () => undefined;
    const lost = new Promise<string>((resolve) => (tellLoss = resolve));
    const waits: (() => void)[] = [];
    const listener: ConnectionListener = {
      onState(state) {
        states.push(state);
        for (const wake of waits.splice(0)) wake();
      },
      onLost: tellLoss,
    };
    const connection = await gateway.connect(kernelId, sessionId, listener, signal);
    connections.push(connection);
    const waitForState = async (wanted: GatewayState) => {
      while (!states.includes(wanted)) await new Promise<void>((resolve) => waits.push(resolve));
    };
    return { connection, states, lost, waitForState };
  }

  it.skipIf(!isThere)("runs a cell and tells text, result and end", async () => {
    const { connection } = await connect(await startKernel());
    const events = await run(connection, "import sys\nprint('out')\nprint('err', file=sys.stderr)\n6 * 7");
    expect(textOf(events, "stdout")).toBe("out\n");
    expect(textOf(events, "stderr")).toBe("err\n");
    expect(outputsOf(events, "data")).toMatchObject([{ data: { "text/plain": "42" }, isResult: true }]);
    expect(events.at(-1)).toMatchObject({ type: "finished", end: "ok" });
  });

  it.skipIf(!isThere)(
    "keeps variables from one cell to the next, and shows nothing of silent ones",
    async () => {
      const { connection } = await connect(await startKernel());
      await run(connection, "value = 'kept'");
      const events = await run(connection, {
        code: "hidden = 1",
        silent: true,
        expressions: { seen: "value" },
      });
      expect(events).toEqual([{ type: "finished", end: "ok", expressions: { seen: "'kept'" } }]);
    },
  );

  it.skipIf(!isThere)("tells an error with its traceback, and runs on", async () => {
    const { connection } = await connect(await startKernel());
    const events = await run(connection, "def broken():\n    return 1 / 0\n\nbroken()");
    expect(outputsOf(events, "error")).toMatchObject([
      { name: "ZeroDivisionError", message: "division by zero" },
    ]);
    expect(JSON.stringify(events)).toContain("broken");
    expect(events.at(-1)).toMatchObject({ end: "error" });
    expect((await run(connection, "1")).at(-1)).toMatchObject({ end: "ok" });
  });

  it.skipIf(!isThere)("tells text while the cell still runs", async () => {
    const { connection } = await connect(await startKernel());
    const cell = connection.execute({ code: "import time\nprint('first', flush=True)\ntime.sleep(60)" });
    const first = await cell.next();
    expect(first.value).toMatchObject({ type: "output", output: { text: expect.stringContaining("first") } });
    await gateway.interrupt(kernelIds[0]!, signal);
    expect((await collect(cell)).at(-1)).toMatchObject({ end: "error" });
  });

  it.skipIf(!isThere)("shows pictures, tables and updates of a display", async () => {
    const { connection } = await connect(await startKernel());
    const events = await run(
      connection,
      `from IPython.display import HTML, SVG, Markdown, clear_output, display
display(SVG("<svg xmlns='http://www.w3.org/2000/svg' width='2' height='2'></svg>"))
handle = display(HTML("<b>old</b>"), display_id="shown-1")
handle.update(HTML("<b>new</b>"))
clear_output(wait=True)
display(Markdown("**bold**"))`,
    );
    const data = outputsOf(events, "data");
    expect(data[0]?.data["image/svg+xml"]).toContain("<svg");
    expect(data[1]).toMatchObject({ data: { "text/html": "<b>old</b>" }, displayId: "shown-1" });
    expect(data[2]?.data["text/markdown"]).toBe("**bold**");
    expect(events).toContainEqual(
      expect.objectContaining({ type: "update", displayId: "shown-1" }) as CellEvent,
    );
    expect(events).toContainEqual({ type: "clear", wait: true });
  });

  it.skipIf(!isThere)("refuses input() in words", async () => {
    const { connection } = await connect(await startKernel());
    const events = await run(connection, "input('name? ')");
    expect(outputsOf(events, "error")).toMatchObject([{ name: "StdinNotImplementedError" }]);
  });

  it.skipIf(!isThere)(
    "interrupts a loop; what waits behind it is aborted, and the kernel lives on",
    async () => {
      const { connection } = await connect(await startKernel());
      const looping = connection.execute({ code: "kept = 1\nprint('on')\nwhile True: pass" });
      const waiting = collect(connection.execute({ code: "kept = 2" }));
      expect((await looping.next()).value).toMatchObject({ type: "output" });
      await gateway.interrupt(kernelIds[0]!, signal);
      expect(outputsOf(await collect(looping), "error")).toMatchObject([{ name: "KeyboardInterrupt" }]);
      expect((await waiting).at(-1)).toMatchObject({ end: "aborted" });
      expect(await valueOf(connection, "kept")).toBe("1");
    },
  );

  it.skipIf(!isThere)("runs cells in the order in which they were asked for", async () => {
    const { connection } = await connect(await startKernel());
    const cells = [1, 2, 3].map((number) => collect(connection.execute({ code: `print(${number})` })));
    expect((await Promise.all(cells)).map((events) => textOf(events, "stdout"))).toEqual([
      "1\n",
      "2\n",
      "3\n",
    ]);
  });

  it.skipIf(!isThere)(
    "tells a death as the loss of what ran, and comes back empty on the same line",
    async () => {
      const { connection, waitForState } = await connect(await startKernel());
      await run(connection, "kept = 1");
      const events = await run(connection, "import os\nos._exit(1)");
      expect(events.at(-1)).toMatchObject({ type: "finished", end: "lost" });
      await waitForState("restarting");
      expect(await valueOf(connection, "'kept' in globals()")).toBe("False");
    },
  );

  it.skipIf(!isThere)("restarts: the variables are gone", async () => {
    const kernelId = await startKernel();
    const first = await connect(kernelId);
    await run(first.connection, "kept = 1");
    first.connection.close();
    await gateway.restart(kernelId, signal);
    const { connection } = await connect(kernelId);
    expect(await valueOf(connection, "'kept' in globals()")).toBe("False");
  });

  it.skipIf(!isThere)(
    "says not_found for a kernel that is not there, and ends one twice without complaint",
    async () => {
      await expect(connect(randomUUID())).rejects.toMatchObject({ code: "not_found" });
      const kernelId = await startKernel();
      await gateway.end(kernelId, signal);
      await gateway.end(kernelId, signal);
      await expect(gateway.interrupt(kernelId, signal)).rejects.toMatchObject({ code: "not_found" });
    },
  );

  it.skipIf(!isThere)("tells that a kernel was ended behind an open line", async () => {
    const quick = { answerWithinMs: 60_000, askAgainMs: 1_000, reconnectWithinMs: 2_000, heartbeatMs: 200 };
    gateway = createJupyterGateway(server.settings, quick);
    const kernelId = await startKernel();
    const { connection, lost } = await connect(kernelId);
    const running = connection.execute({ code: "import time\nprint('on', flush=True)\ntime.sleep(60)" });
    await running.next();
    await gateway.end(kernelId, signal);
    // A server that has time interrupts it first.
    expect((await collect(running)).at(-1)).toMatchObject({ end: expect.stringMatching(/^(?:lost|error)$/) });
    expect(await lost).toBe("gone");
  });

  it.skipIf(!isThere)("refuses a wrong token", async () => {
    const stranger = createJupyterGateway({ ...server.settings, token: "wrong" });
    await expect(
      stranger.start({ userId: "eve", conversationId: randomUUID() }, signal),
    ).rejects.toMatchObject({
      code: "kernel_unavailable",
    });
  });

  it.skipIf(!isThere)("takes a flood without losing a byte, at the pace of the reader", async () => {
    const { connection } = await connect(await startKernel());
    const lines = isReal ? 5_000 : 50_000;
    const events = await run(connection, `for number in range(${lines}): print(number)`);
    const wanted = Array.from({ length: lines }, (_, number) => `${number}\n`).join("");
    expect(textOf(events, "stdout")).toBe(wanted);
  });
});

async function run(connection: KernelConnection, cell: string | CellToRun): Promise<CellEvent[]> {
  return collect(connection.execute(typeof cell === "string" ? { code: cell } : cell));
}

async function collect(events: AsyncGenerator<CellEvent>): Promise<CellEvent[]> {
  const all: CellEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

async function valueOf(connection: KernelConnection, expression: string): Promise<string | undefined> {
  const events = await run(connection, { code: "", silent: true, expressions: { value: expression } });
  const end = events.at(-1);
  return end?.type === "finished" ? end.expressions["value"] : undefined;
}

type OutputOf<T extends string> = Extract<Extract<CellEvent, { type: "output" }>["output"], { type: T }>;

function outputsOf<T extends "stream" | "data" | "error">(events: CellEvent[], type: T): OutputOf<T>[] {
  return events.flatMap((event) =>
    event.type === "output" && event.output.type === type ? [event.output as OutputOf<T>] : [],
  );
}

function textOf(events: CellEvent[], name: "stdout" | "stderr"): string {
  return outputsOf(events, "stream")
    .map((output) => (output.name === name ? output.text : ""))
    .join("");
}

import { afterEach, describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import type { KernelOwner } from "./kernel-gateway.ts";
import { Kernels, type KernelsOptions } from "./kernels.ts";
import type { KernelState } from "#app/protocol/kernels.ts";
import type { RunEvent } from "./run-events.ts";
import { ScriptedGateway } from "./testing/scripted-gateway.ts";

const silent = () => undefined;
const log = { debug: silent, info: silent, warn: silent, error: silent };
const never = new AbortController().signal;
const ann = (conversationId: string): KernelOwner => ({ userId: "ann", conversationId });
const bob = (conversationId: string): KernelOwner => ({ userId: "bob", conversationId });

const opened: Kernels[] = [];
afterEach(async () => {
  for (const kernels of opened.splice(0)) await kernels.close();
});

function setUp(limits: Partial<KernelsOptions["limits"]> = {}) {
  const gateway = new ScriptedGateway();
  const states: string[] = [];
  const kernels = new Kernels({
    gateway,
    limits: {
      runMs: 60_000,
      interruptMs: 20,
      waitingRuns: 5,
      mostPerUser: 2,
      most: 3,
      idleMs: 60_000,
      ...limits,
    },
    onState: (_, state: KernelState) => states.push(state),
    log,
  });
  opened.push(kernels);
  return { gateway, kernels, states };
}

async function collect(events: AsyncGenerator<RunEvent>): Promise<RunEvent[]> {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

/** Reads until an event of the type, which it gives. */
async function until<T extends RunEvent["type"]>(events: AsyncGenerator<RunEvent>, type: T) {
  for (;;) {
    const { value, done } = await events.next();
    if (done) throw new Error(`It ended before ${type}.`);
    if (value.type === type) return value as Extract<RunEvent, { type: T }>;
  }
}

describe("the kernel of a conversation", () => {
  it("starts on its first run and is used by the next", async () => {
    const { gateway, kernels, states } = setUp();
    const kernel = kernels.of(ann("a"));
    const first = collect(kernel.run("1", never));
    (await gateway.cell(1)).end();
    expect(await first).toMatchObject([
      { type: "ready", lost: undefined },
      { type: "finished", end: "done" },
    ]);
    const second = collect(kernel.run("2", never));
    (await gateway.cell(2)).end("error");
    expect((await second).at(-1)).toMatchObject({ end: "failed" });
    expect(gateway.calls).toEqual(["start", "connect"]);
    expect(states).toEqual(["starting", "idle", "busy", "idle", "busy", "idle"]);
  });

  it("begins no code before the reader asks for what comes after `ready`", async () => {
    const { gateway, kernels } = setUp();
    const run = kernels.of(ann("a")).run("1", never);
    await until(run, "ready");
    expect(gateway.cells).toEqual([]);
    const rest = collect(run);
    (await gateway.cell(1)).end();
    await rest;
  });

  it("runs one after the other, tells what waits of its place, and takes back what is not wanted any more", async () => {
    const { gateway, kernels } = setUp();
    const kernel = kernels.of(ann("a"));
    const first = collect(kernel.run("1", never));
    const cell = await gateway.cell(1);
    const takeBack = new AbortController();
    const second = collect(kernel.run("2", takeBack.signal));
    const third = collect(kernel.run("3", never));
    takeBack.abort(new Error("taken back"));
    expect(await second).toEqual([
      { type: "queued", position: 1 },
      { type: "finished", end: "stopped", ms: 0, variablesLost: false },
    ]);
    cell.end();
    await first;
    (await gateway.cell(2)).end();
    expect((await third).slice(0, 2)).toEqual([
      { type: "queued", position: 2 },
      { type: "queued", position: 1 },
    ]);
    expect(gateway.cells.map(({ code }) => code)).toEqual(["1", "3"]);
  });

  it("refuses more waiting runs than it may have", async () => {
    const { gateway, kernels } = setUp({ waitingRuns: 1 });
    const kernel = kernels.of(ann("a"));
    const runs = [collect(kernel.run("1", never)), collect(kernel.run("2", never))];
    await expect(collect(kernel.run("3", never))).rejects.toMatchObject({ code: "kernel_line_full" });
    (await gateway.cell(1)).end();
    (await gateway.cell(2)).end();
    await Promise.all(runs);
  });

  it("interrupts what runs when it is stopped, and shows nothing more of it but its error", async () => {
    const { gateway, kernels } = setUp();
    const stop = new AbortController();
    const error = { type: "error", name: "KeyboardInterrupt", message: "", traceback: "" } as const;
    gateway.onInterrupt = (cell) => {
      cell?.tell({ type: "output", output: { type: "stream", name: "stdout", text: "late" } });
      cell?.tell({ type: "output", output: error });
      cell?.end("error");
    };
    const run = collect(kernels.of(ann("a")).run("1", stop.signal));
    await gateway.cell(1);
    stop.abort(new Error("stopped"));
    const events = await run;
    expect(events.slice(1)).toMatchObject([
      { type: "output", output: error },
      { type: "finished", end: "stopped", variablesLost: false },
    ]);
    expect(gateway.calls).toEqual(["start", "connect", "interrupt"]);
  });

  it("restarts a kernel whose code does not stop, and tells the next run what is lost", async () => {
    const { gateway, kernels, states } = setUp({ runMs: 20 });
    gateway.onInterrupt = () => undefined;
    const kernel = kernels.of(ann("a"));
    const events = await collect(kernel.run("while True: pass", never));
    expect(events.at(-1)).toMatchObject({ end: "time_limit", variablesLost: true });
    const next = kernel.run("1", never);
    expect(await until(next, "ready")).toMatchObject({ lost: "time_limit" });
    const rest = collect(next);
    (await gateway.cell(2)).end();
    await rest;
    expect(gateway.calls).toEqual(["start", "connect", "interrupt", "restart", "connect"]);
    expect(states).toContain("restarting");
  });

  it("counts the time limit from the begin of the code, not from the start of the kernel", async () => {
    const { gateway, kernels } = setUp({ runMs: 40 });
    let open: () => void = silent;
    gateway.startGate = new Promise((resolve) => (open = resolve));
    const run = collect(kernels.of(ann("a")).run("1", never));
    await new Promise((resolve) => setTimeout(resolve, 60));
    open();
    (await gateway.cell(1)).end();
    expect((await run).at(-1)).toMatchObject({ end: "done" });
  });

  it("tells a death: the run is lost, and the next one hears that the variables are", async () => {
    const { gateway, kernels } = setUp();
    const kernel = kernels.of(ann("a"));
    const run = collect(kernel.run("os._exit(1)", never));
    const { kernelId } = await gateway.cell(1);
    gateway.listeners.get(kernelId)?.onState("restarting");
    expect((await run).at(-1)).toMatchObject({ end: "lost", variablesLost: true });
    expect(await until(kernel.run("1", never), "ready")).toMatchObject({ lost: "died" });
  });

  it("restarts a kernel whose output is too large to be taken", async () => {
    const { gateway, kernels } = setUp();
    const kernel = kernels.of(ann("a"));
    const run = collect(kernel.run("print('x' * 10 ** 9)", never));
    (await gateway.cell(1)).end("too_large");
    expect((await run).at(-1)).toMatchObject({ end: "output_limit", variablesLost: true });
    expect(await until(kernel.run("1", never), "ready")).toMatchObject({ lost: "output_limit" });
    expect(gateway.calls).toContain("restart");
  });

  it("starts another kernel when its own was culled behind its back", async () => {
    const { gateway, kernels } = setUp();
    const kernel = kernels.of(ann("a"));
    const first = collect(kernel.run("1", never));
    const { kernelId, end } = await gateway.cell(1);
    end();
    await first;
    gateway.listeners.get(kernelId)?.onLost("gone");
    expect(kernel.state).toBe("off");
    expect(await until(kernel.run("2", never), "ready")).toMatchObject({ lost: "culled" });
    expect(gateway.calls.filter((call) => call === "start")).toHaveLength(2);
  });

  it("throws what the gateway says, gives its place back, and can be tried again", async () => {
    const { gateway, kernels, states } = setUp({ most: 1 });
    gateway.failure = new AppError("kernel_unavailable");
    const kernel = kernels.of(ann("a"));
    await expect(collect(kernel.run("1", never))).rejects.toMatchObject({ code: "kernel_unavailable" });
    expect(states).toEqual(["starting", "off"]);
    gateway.failure = undefined;
    const run = collect(kernel.run("1", never));
    (await gateway.cell(1)).end();
    expect((await run).at(-1)).toMatchObject({ end: "done" });
  });

  it("ends a start that nobody waits for any more", async () => {
    const { gateway, kernels } = setUp();
    gateway.startGate = new Promise(silent);
    const stop = new AbortController();
    const run = collect(kernels.of(ann("a")).run("1", stop.signal));
    stop.abort(new Error("stopped"));
    expect((await run).at(-1)).toMatchObject({ end: "stopped" });
    while (kernels.stateOf("a") !== "off") await new Promise(setImmediate);
    expect(gateway.kernels.size).toBe(0);
  });
});

describe("the kernels of a process", () => {
  it("gives a person's new conversation the place of the kernel that rested longest", async () => {
    const { gateway, kernels } = setUp();
    for (const [at, id] of ["a", "b", "c"].entries()) {
      const run = collect(kernels.of(ann(id)).run("1", never));
      (await gateway.cell(at + 1)).end();
      await run;
    }
    expect(["a", "b", "c"].map((id) => kernels.stateOf(id))).toEqual(["off", "idle", "idle"]);
    expect(gateway.kernels.size).toBe(2);
  });

  it("lets a run wait while all kernels of its person are busy, and others go ahead", async () => {
    const { gateway, kernels } = setUp();
    const running = ["a", "b"].map((id) => collect(kernels.of(ann(id)).run("1", never)));
    const cells = [await gateway.cell(1), await gateway.cell(2)];
    const third = kernels.of(ann("c")).run("1", never);
    expect(await until(third, "queued")).toEqual({ type: "queued", position: 1 });
    const other = collect(kernels.of(bob("d")).run("1", never));
    (await gateway.cell(3)).end();
    await other;
    const ready = until(third, "ready");
    for (const cell of cells) cell.end();
    await Promise.all(running);
    // A kernel that rests is given up only when somebody looks for a place: here by the run that waits.
    kernels.cull();
    await kernels.end("a");
    expect(await ready).toMatchObject({ type: "ready" });
    await third.return();
  });

  it("ends kernels that rest too long", async () => {
    const { gateway, kernels } = setUp({ idleMs: 10 });
    const run = collect(kernels.of(ann("a")).run("1", never));
    (await gateway.cell(1)).end();
    await run;
    while (gateway.kernels.size > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(kernels.stateOf("a")).toBe("off");
    expect(await until(kernels.of(ann("a")).run("2", never), "ready")).toMatchObject({ lost: "culled" });
  });

  it("ends a conversation's kernel with the conversation, and what runs with it", async () => {
    const { gateway, kernels } = setUp();
    const run = collect(kernels.of(ann("a")).run("1", never));
    await gateway.cell(1);
    await kernels.end("a");
    expect((await run).at(-1)).toMatchObject({ end: "stopped" });
    expect(gateway.kernels.size).toBe(0);
  });

  it("keeps nothing of one conversation in another's kernel", async () => {
    const { gateway, kernels } = setUp();
    const runs = [ann("a"), bob("b")].map((owner) => collect(kernels.of(owner).run(owner.userId, never)));
    for (const number of [1, 2]) (await gateway.cell(number)).end();
    await Promise.all(runs);
    const owners = gateway.cells.map(({ kernelId, code }) => [gateway.kernels.get(kernelId)?.userId, code]);
    expect(owners).toEqual(
      expect.arrayContaining([
        ["ann", "ann"],
        ["bob", "bob"],
      ]),
    );
  });
});

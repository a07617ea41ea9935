import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it } from "vitest";
import { hasEmbeddedPython } from "./embedded-python.ts";
import { startTestKernel, type TestKernel } from "./testing/test-kernel.ts";

const mib = 1024 * 1024;
const isThere = hasEmbeddedPython(join(import.meta.dirname, "sandbox"));

describe.skipIf(!isThere)("the bounds of the embedded Python", { timeout: 240_000 }, () => {
  const kernels: TestKernel[] = [];
  afterEach(async () => {
    for (const kernel of kernels.splice(0)) await kernel.close();
  });
  async function start(options: { memoryBytes?: number } = {}) {
    const kernel = await startTestKernel(options);
    kernels.push(kernel);
    await kernel.run("1", 60_000);
    return kernel;
  }

  it("answers a memory bomb with MemoryError, and the kernel lives on", async () => {
    const kernel = await start();
    await kernel.run("kept = 1", 10_000);
    expect(await kernel.run("x = []\nwhile True: x.append(bytearray(10_000_000))", 60_000)).toContain(
      "MemoryError",
    );
    expect(await kernel.run("x = None\nprint('kept', kept)", 30_000)).toContain("kept 1");
  });

  it("ends a kernel whose files take the memory of the machine, and says so", async () => {
    const kernel = await start({ memoryBytes: 500 * mib });
    const told = await kernel.run(
      "for number in range(1000):\n    open(f'big{number}', 'wb').write(b'x' * 10_000_000)",
      60_000,
    );
    expect(told).toMatch(/more memory than it may have|MemoryError|No space/);
    expect(await kernel.run("import os; print(os.listdir('.'))", 60_000)).toBe("[]\n");
  });

  it("leaves time to everybody else while code loops, floods and takes memory", async () => {
    const [looping, flooding, filling] = await Promise.all([start(), start(), start()]);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    const work = [
      looping.run("while True: pass", 4_000),
      flooding.run("while True: print('x' * 10_000)", 4_000),
      filling.run(
        "x = bytearray(1)\nwhile True:\n    try: x = x * 2\n    except MemoryError: x = bytearray(1)",
        4_000,
      ),
    ];
    await sleep(500);
    delay.enable();
    await sleep(3_000);
    delay.disable();
    // Generous, for machines that are busy otherwise: one blocked read of a flood would take seconds.
    expect(delay.percentile(50) / 1e6).toBeLessThan(40);
    const ends = await Promise.all(work);
    expect(ends[0]).toContain("KeyboardInterrupt");
    expect(ends[1]).toContain("KeyboardInterrupt");
    // Some 8 MiB a second are read of a flood.
    expect(ends[1]?.length).toBeLessThan(60 * mib);
  });

  it.each([
    ["a loop", "while True: pass"],
    ["a sleep", "import time; time.sleep(100)"],
    ["an awaited sleep", "import asyncio; await asyncio.sleep(100)"],
    ["a flood", "while True: print('x')"],
  ])("interrupts %s, and runs on with its variables", async (_, code) => {
    const kernel = await start();
    await kernel.run("kept = 1", 10_000);
    expect(await kernel.run(code, 300)).toContain("KeyboardInterrupt");
    expect(await kernel.run("print('kept', kept)", 10_000)).toContain("kept 1\n");
  });

  it("is restarted where no interrupt helps", async () => {
    const kernel = await start();
    expect(await kernel.run("sum(range(10 ** 12))", 300)).toContain("[lost]");
    expect(await kernel.run("print(6 * 7)", 60_000)).toContain("42\n");
  });

  it("gives each kernel its own random numbers, files and variables", async () => {
    const several = await Promise.all(Array.from({ length: 6 }, () => start()));
    const numbers = await Promise.all(
      several.map((kernel, at) =>
        kernel.run(
          `import random, os\nown = ${at}\nopen("own${at}", "w").close()\nprint(random.random())`,
          30_000,
        ),
      ),
    );
    expect(new Set(numbers).size).toBe(several.length);
    for (let round = 0; round < 5; round += 1) {
      const told = await Promise.all(
        several.map((kernel) => kernel.run("print(own, os.listdir('.'))", 30_000)),
      );
      expect(told).toEqual(several.map((_, at) => `${at} ['own${at}']\n`));
    }
  });
});

import { describe, expect, it } from "vitest";
import { Lifecycle, type Component } from "./lifecycle.ts";

function open() {
  const calls: string[] = [];
  const errors: object[] = [];
  const lifecycle = new Lifecycle({ error: (fields) => errors.push(fields) });
  const component = (name: string, change: Partial<Component> = {}): Component => ({
    name,
    start: () => void calls.push(`start ${name}`),
    stop: (graceMs) => void calls.push(`stop ${name} ${graceMs}`),
    ...change,
  });
  return { calls, errors, lifecycle, component };
}

describe("Lifecycle", () => {
  it("stops in reverse order of starting", async () => {
    const { calls, lifecycle, component } = open();
    for (const name of ["a", "b", "c"]) await lifecycle.start(component(name));
    await lifecycle.stop(7);
    expect(calls).toEqual(["start a", "start b", "start c", "stop c 7", "stop b 7", "stop a 7"]);
    await lifecycle.stop(7);
    expect(calls).toHaveLength(6);
  });

  it("stops what had started when a later component fails to start, that one included", async () => {
    const { calls, lifecycle, component } = open();
    await lifecycle.start(component("a"));
    const start = () => Promise.reject(new Error("no"));
    await expect(lifecycle.start(component("b", { start }))).rejects.toThrow("no");
    await lifecycle.stop(0);
    expect(calls).toEqual(["start a", "stop b 0", "stop a 0"]);
  });

  it("stops the others when one cannot be stopped, and logs it", async () => {
    const { calls, errors, lifecycle, component } = open();
    await lifecycle.start(component("a"));
    await lifecycle.start(component("b", { stop: () => Promise.reject(new Error("stuck")) }));
    await lifecycle.stop(0);
    expect(calls).toEqual(["start a", "start b", "stop a 0"]);
    expect(errors).toEqual([{ err: new Error("stuck"), component: "b" }]);
  });

  it("starts nothing once it stops", async () => {
    const { calls, lifecycle, component } = open();
    await lifecycle.stop(0);
    await expect(lifecycle.start(component("a"))).rejects.toThrow("stopping");
    expect(calls).toEqual([]);
  });
});

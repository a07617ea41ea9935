import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { applyChanges } from "#app/protocol/apply-changes.ts";
import { partLimits, partsSchema, type Output, type Part } from "#app/protocol/parts.ts";
import { OutputRecorder } from "./output-recorder.ts";

const limits = { textLength: 200, dataLength: 200 };
const tool: Part = { type: "tool", id: "1", tool: "python", input: "", state: "running", outputs: [] };

const print = (text: string, name: "stdout" | "stderr" = "stdout") =>
  ({ type: "output", output: { type: "stream", name, text } }) as const;
const show = (data: Record<string, string>, displayId?: string) =>
  ({ type: "output", output: { type: "data", data, ...(displayId && { displayId }) } }) as const;

function record(events: Parameters<OutputRecorder["add"]>[0][], recorder = new OutputRecorder()): Output[] {
  for (const event of events) recorder.add(event);
  return recorder.outputs;
}

const text = fc.stringMatching(/^[a-c\r\n]{0,30}$/);
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(text, fc.constantFrom("stdout" as const, "stderr" as const))
      .map(([t, n]) => print(t, n)),
  },
  fc.tuple(text, fc.constantFrom(undefined, "a", "b")).map(([t, id]) => show({ "text/html": t }, id)),
  fc.record({
    type: fc.constant("update" as const),
    displayId: fc.constantFrom("a", "b"),
    data: fc.constant({ "text/html": "new" }),
  }),
  fc.record({ type: fc.constant("clear" as const), wait: fc.boolean() }),
);

describe("OutputRecorder", () => {
  it("tells changes that fold to its outputs, whenever it is asked", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(event, fc.boolean()), { maxLength: 60 }), (steps) => {
        const recorder = new OutputRecorder(limits);
        let parts: Part[] = [tool];
        for (const [one, isAsked] of steps) {
          recorder.add(one);
          if (isAsked) parts = applyChanges(parts, recorder.takeChanges(0));
        }
        parts = applyChanges(parts, recorder.takeChanges(0));
        expect(parts).toEqual([{ ...tool, outputs: recorder.outputs }]);
        expect(partsSchema.safeParse(parts).success).toBe(true);
        expect(recorder.takeChanges(0)).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it("joins text of one stream, and keeps the order of two", () => {
    expect(record([print("a"), print("b"), print("c", "stderr"), print("d")])).toEqual([
      { type: "stream", name: "stdout", text: "ab" },
      { type: "stream", name: "stderr", text: "c" },
      { type: "stream", name: "stdout", text: "d" },
    ]);
  });

  it("tells appended text as that text alone", () => {
    const recorder = new OutputRecorder();
    record([print("a")], recorder);
    recorder.takeChanges(3);
    record([print("b"), print("c")], recorder);
    expect(recorder.takeChanges(3)).toEqual([{ index: 3, outputIndex: 0, text: "bc" }]);
  });

  it("begins a line anew at a carriage return, and tells of it once however often it happened", () => {
    const recorder = new OutputRecorder();
    record([print("start\n"), print("\r10 %")], recorder);
    recorder.takeChanges(0);
    record(
      Array.from({ length: 90 }, (_, at) => print(`\r${at + 10} %`)),
      recorder,
    );
    expect(recorder.takeChanges(0)).toEqual([
      { index: 0, outputIndex: 0, output: { type: "stream", name: "stdout", text: "start\n99 %" } },
    ]);
  });

  it("moves a line that is begun anew away from long text, so that each update is small", () => {
    const recorder = new OutputRecorder();
    record([print("x".repeat(50_000) + "\n"), print("\r1"), print("\r2")], recorder);
    recorder.takeChanges(0);
    recorder.add(print("\r3"));
    expect(JSON.stringify(recorder.takeChanges(0)).length).toBeLessThan(200);
    expect(recorder.outputs.at(-1)).toEqual({ type: "stream", name: "stdout", text: "3" });
  });

  it("takes a carriage return and newline as the end of a line", () => {
    expect(record([print("a\r\nb")])).toEqual([{ type: "stream", name: "stdout", text: "a\nb" }]);
  });

  it("empties what was cleared and fills it again, at once or with the next output", () => {
    expect(record([print("old"), { type: "clear", wait: true }])).toMatchObject([{ text: "old" }]);
    expect(record([print("old"), { type: "clear", wait: true }, print("new")])).toMatchObject([
      { text: "new" },
    ]);
    expect(
      record([print("a"), show({ "text/plain": "b" }), { type: "clear", wait: false }, print("c")]),
    ).toEqual([
      { type: "stream", name: "stdout", text: "c" },
      { type: "stream", name: "stdout", text: "" },
    ]);
  });

  it("does not grow with an animation that clears and prints", () => {
    const frames = Array.from({ length: 5_000 }, (_, at) => [
      { type: "clear", wait: true } as const,
      print(`${at}`),
    ]);
    expect(record(frames.flat())).toEqual([{ type: "stream", name: "stdout", text: "4999" }]);
  });

  it("updates every display of an id, and says when there is none", () => {
    const recorder = new OutputRecorder();
    record([show({ "text/html": "1" }, "a"), show({ "text/html": "2" }, "a")], recorder);
    expect(recorder.add({ type: "update", displayId: "a", data: { "text/html": "3" } })).toBe(true);
    expect(recorder.outputs).toMatchObject([{ data: { "text/html": "3" } }, { data: { "text/html": "3" } }]);
    expect(recorder.add({ type: "update", displayId: "z", data: {} })).toBe(false);
  });

  it("keeps text up to its bound and says how many bytes are left out", () => {
    const recorder = new OutputRecorder(limits);
    record([print("x".repeat(300)), print("ä"), { type: "output", output: error }], recorder);
    expect(recorder.outputs).toEqual([
      { type: "stream", name: "stdout", text: "x".repeat(200) },
      { type: "cut", bytes: 102 },
      error,
    ]);
    expect(recorder.bytes).toBe(302);
  });

  it("keeps the plain text of a value whose picture is too large", () => {
    const outputs = record(
      [show({ "image/png": "x".repeat(300), "text/plain": "Figure" })],
      new OutputRecorder(limits),
    );
    expect(outputs).toEqual([
      { type: "data", data: { "text/plain": "Figure" } },
      { type: "cut", bytes: 300 },
    ]);
  });

  it("keeps within the bound of outputs", () => {
    const outputs = record(Array.from({ length: 1_500 }, () => show({ "text/plain": "x" })));
    expect(outputs).toHaveLength(partLimits.outputs);
    expect(outputs.at(-1)).toEqual({ type: "cut", bytes: 501 });
  });

  it("takes small writes in linear time", () => {
    const recorder = new OutputRecorder();
    const measure = (count: number) => {
      const begun = performance.now();
      for (let at = 0; at < count; at += 1) recorder.add(print(at % 10 === 0 ? "\rx" : "x"));
      return performance.now() - begun;
    };
    measure(10_000);
    const small = measure(50_000);
    expect(measure(200_000)).toBeLessThan(Math.max(small, 20) * 16);
  });
});

const error: Output = { type: "error", name: "ValueError", message: "no", traceback: "ValueError: no" };

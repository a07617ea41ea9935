import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  appendText,
  applyChanges,
  contentOf,
  partSeparator,
  partsOfText,
  reasoningOf,
} from "./apply-changes.ts";
import {
  partChangeSchema,
  partLimits,
  partsSchema,
  type Output,
  type Part,
  type PartChange,
} from "./parts.ts";

const tool = (outputs: Output[] = []): Part => ({
  type: "tool",
  id: "call-1",
  tool: "python",
  input: "print(1)",
  state: "running",
  outputs,
});
const stream = (text: string): Output => ({ type: "stream", name: "stdout", text });

const text = fc.string({ maxLength: 12 });
const output: fc.Arbitrary<Output> = fc.oneof(
  fc.record({ type: fc.constant("stream" as const), name: fc.constantFrom("stdout", "stderr"), text }),
  fc.record({ type: fc.constant("data" as const), data: fc.dictionary(text, text, { maxKeys: 3 }) }),
  fc.record({ type: fc.constant("error" as const), name: text, message: text, traceback: text }),
  fc.record({ type: fc.constant("cut" as const), bytes: fc.nat() }),
);
const part: fc.Arbitrary<Part> = fc.oneof(
  fc.record({ type: fc.constantFrom("text" as const, "reasoning" as const), text }),
  fc.record({
    type: fc.constant("tool" as const),
    id: text,
    tool: text,
    input: text,
    state: fc.constantFrom("queued" as const, "running" as const),
    outputs: fc.array(output, { maxLength: 2 }),
  }),
);
const index = fc.nat(6);
const change: fc.Arbitrary<PartChange> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ index, part }) },
  fc.record({ index, state: fc.constantFrom("running" as const, "done" as const, "failed" as const) }),
  { weight: 2, arbitrary: fc.record({ index, output }) },
  { weight: 2, arbitrary: fc.record({ index, outputIndex: fc.nat(4), text }) },
  fc.record({ index, outputIndex: fc.nat(4), output }),
);

describe("applyChanges", () => {
  it("gives the same parts however the changes are split", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), fc.nat(), (changes, seed) => {
        const at = changes.length === 0 ? 0 : seed % changes.length;
        const split = applyChanges(applyChanges([], changes.slice(0, at)), changes.slice(at));
        const oneByOne = changes.reduce<Part[]>((parts, one) => applyChanges(parts, [one]), []);
        const whole = applyChanges([], changes);
        expect(split).toEqual(whole);
        expect(oneByOne).toEqual(whole);
      }),
    );
  });

  it("gives parts that the schema accepts, of any changes that it accepts", () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 40 }), (changes) => {
        for (const one of changes) expect(partChangeSchema.parse(one)).toEqual(one);
        expect(partsSchema.safeParse(applyChanges([], changes)).success).toBe(true);
      }),
    );
  });

  it("leaves the parts that it was given as they are", () => {
    fc.assert(
      fc.property(fc.array(part, { maxLength: 5 }), fc.array(change, { maxLength: 20 }), (parts, changes) => {
        const before = structuredClone(parts);
        applyChanges(parts, changes);
        expect(parts).toEqual(before);
      }),
    );
  });

  it("grows a stream to the same text, whole or in pieces", () => {
    fc.assert(
      fc.property(fc.array(text, { maxLength: 30 }), (pieces) => {
        const start = [tool([stream("")])];
        const append = (piece: string): PartChange => ({ index: 0, outputIndex: 0, text: piece });
        const grown = applyChanges(start, pieces.map(append));
        expect(grown).toEqual(applyChanges(start, [append(pieces.join(""))]));
        expect(grown).toEqual([tool([stream(pieces.join(""))])]);
      }),
    );
  });

  it("replaces one output and leaves those beside it", () => {
    const parts = [tool([stream("10 %"), stream("kept")])];
    expect(applyChanges(parts, [{ index: 0, outputIndex: 0, output: stream("20 %") }])).toEqual([
      tool([stream("20 %"), stream("kept")]),
    ]);
  });

  it("takes state, edited input and duration in one change", () => {
    const change = { index: 0, state: "done" as const, input: "print(2)", ms: 12 };
    expect(applyChanges([tool()], [change])).toEqual([
      { ...tool(), state: "done", input: "print(2)", ms: 12 },
    ]);
  });

  it.each<[string, PartChange]>([
    ["an opening that leaves a gap", { index: 2, part: { type: "text", text: "" } }],
    ["an opening of a part that is there", { index: 0, part: { type: "text", text: "" } }],
    ["an output of a part that is no tool", { index: 9, output: stream("x") }],
    ["more text of an output that is no stream", { index: 0, outputIndex: 0, text: "x" }],
    ["a replacement of an output that is not there", { index: 0, outputIndex: 1, output: stream("x") }],
  ])("leaves out %s", (_, change) => {
    const parts = [tool([{ type: "cut", bytes: 1 }])];
    expect(applyChanges(parts, [change])).toEqual(parts);
  });

  it("keeps within its bounds", () => {
    const long = "x".repeat(partLimits.streamLength - 1);
    const grown = applyChanges([tool([stream(long)])], [{ index: 0, outputIndex: 0, text: "yyy" }]);
    expect(grown).toEqual([tool([stream(`${long}y`)])]);
    const full = [tool(Array.from({ length: partLimits.outputs }, () => stream("")))];
    expect(applyChanges(full, [{ index: 0, output: stream("one too many") }])).toEqual(full);
    const parts = Array.from({ length: partLimits.parts }, (): Part => ({ type: "text", text: "a" }));
    expect(applyChanges(parts, [{ index: parts.length, part: { type: "text", text: "" } }])).toEqual(parts);
  });
});

describe("text and parts", () => {
  it("makes content of the text parts alone, a blank line between them", () => {
    const parts = applyChanges(partsOfText(`before${partSeparator}`, "because"), [
      { index: 2, part: tool() },
      { index: 3, part: { type: "text", text: "" } },
    ]);
    expect(contentOf(appendText(parts, "text", "after"))).toBe("before\n\nafter");
    expect(reasoningOf(parts)).toBe("because");
  });

  it("takes one blank line from a text when a part opens behind it, and no more", () => {
    const parts = applyChanges(partsOfText("a\n\n\n\n", undefined), [
      { index: 1, part: tool() },
      { index: 2, part: tool() },
    ]);
    expect(parts[0]).toEqual({ type: "text", text: "a\n\n" });
  });

  it("adds text to the last part of its type", () => {
    const parts: Part[] = [{ type: "text", text: "a" }, { type: "reasoning", text: "r" }, tool()];
    expect(appendText(parts, "text", "b")[0]).toEqual({ type: "text", text: "ab" });
    expect(appendText(parts, "reasoning", "s")[1]).toEqual({ type: "reasoning", text: "rs" });
    expect(appendText([], "text", "a")).toEqual([{ type: "text", text: "a" }]);
  });
});

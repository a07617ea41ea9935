import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { ModelEvent } from "../turn/text-model.ts";
import { holdBack, type HoldBack } from "./hold-back.ts";
import { WithheldError } from "./withheld-error.ts";

const blocked = () =>
  new WithheldError({ direction: "output", verdict: "unsafe", action: "block", categories: [] });
const live = () => new AbortController().signal;

/** What a model says, a piece at a time; knows whether its stream was closed. */
function modelThat(pieces: readonly string[], end: "finishes" | "fails" = "finishes") {
  const state = { closed: false };
  async function* stream(): AsyncGenerator<ModelEvent, void, undefined> {
    try {
      for (const text of pieces) {
        await sleep(0);
        yield { type: "text", text };
      }
      if (end === "fails") throw new Error("cut");
      yield { type: "finished", finishReason: "stop" };
    } finally {
      state.closed = true;
    }
  }
  return { state, stream: stream() };
}

async function shown(events: AsyncGenerator<ModelEvent>) {
  let text = "";
  let error: unknown;
  let finished = false;
  try {
    for await (const event of events) {
      if (event.type === "finished") finished = true;
      else text += event.text;
    }
  } catch (caught) {
    error = caught;
  }
  return { text, error, finished };
}

const withGuard = (given: Partial<HoldBack>): HoldBack => ({
  question: undefined,
  judge: undefined,
  window: 10,
  signal: live(),
  ...given,
});

/** Finds a text unsafe that holds the word. */
const finds = (word: string) => async (text: string, from: number, to: number) => {
  await sleep(1);
  if (text.slice(Math.max(0, from - 20), to).includes(word)) throw blocked();
};

describe("holdBack", () => {
  it("passes everything on when nothing is checked", async () => {
    const { stream } = modelThat(["a", "b"]);
    expect(await shown(holdBack(stream, withGuard({})))).toMatchObject({ text: "ab", finished: true });
  });

  it("shows nothing before the question is found safe, and then what has come meanwhile", async () => {
    const { stream } = modelThat(["a", "b", "c"]);
    let allow!: () => void;
    const question = new Promise<void>((resolve) => (allow = resolve));
    const events = holdBack(stream, withGuard({ question }));
    const first = events.next();
    expect(await Promise.race([first, sleep(30, "held")])).toBe("held");
    allow();
    expect(await first).toMatchObject({ value: { text: "a" } });
    expect(await shown(events)).toMatchObject({ text: "bc", finished: true });
  });

  it("closes the model's stream when the question is blocked, and shows nothing", async () => {
    const { stream, state } = modelThat(Array.from({ length: 1000 }, () => "x"));
    const question = sleep(5).then(() => Promise.reject(blocked()));
    const result = await shown(holdBack(stream, withGuard({ question })));
    expect(result).toMatchObject({ text: "", error: expect.any(WithheldError) as unknown });
    expect(state.closed).toBe(true);
  });

  it("never shows a word that the guard finds, wherever it stands", async () => {
    for (let at = 0; at <= 40; at += 1) {
      const pieces = [...`${"-".repeat(at)}bomb${"-".repeat(40 - at)}`];
      const { stream, state } = modelThat(pieces);
      const result = await shown(holdBack(stream, withGuard({ judge: finds("bomb") })));
      expect(result.error, `at ${at}`).toBeInstanceOf(WithheldError);
      expect(result.text, `at ${at}`).not.toContain("bomb");
      expect(state.closed).toBe(true);
    }
  });

  it("shows the whole of a safe answer, part by part", async () => {
    const checks: [number, number][] = [];
    const judge = async (_text: string, from: number, to: number) => {
      checks.push([from, to]);
      await sleep(1);
    };
    const text = "0123456789".repeat(10);
    const result = await shown(holdBack(modelThat([...text]).stream, withGuard({ judge })));
    expect(result).toMatchObject({ text, finished: true });
    expect(checks.length).toBeGreaterThan(3);
    expect(checks.at(-1)).toEqual([0, 100]);
  });

  it("judges the whole answer first when it is told to", async () => {
    const checks: [number, number][] = [];
    const judge = async (_text: string, from: number, to: number) => {
      await sleep(0);
      checks.push([from, to]);
    };
    await shown(
      holdBack(modelThat([..."abcdefghijklmnopqrst"]).stream, withGuard({ judge, window: "whole" })),
    );
    expect(checks).toEqual([[0, 20]]);
  });

  it("keeps what arrived before a failure, once that is judged", async () => {
    const judge = finds("bomb");
    const cut = await shown(holdBack(modelThat([..."abc"], "fails").stream, withGuard({ judge })));
    expect(cut).toMatchObject({ text: "abc", error: new Error("cut") });
    const bad = await shown(holdBack(modelThat([..."a bomb"], "fails").stream, withGuard({ judge })));
    expect(bad.error).toBeInstanceOf(WithheldError);
    expect("a bom".startsWith(bad.text)).toBe(true);
  });

  it("does not wait long for the last verdict either, and keeps what was shown before", async () => {
    const abort = new AbortController();
    const judge = (_text: string, _from: number, to: number) =>
      to > 1 ? new Promise<void>(() => {}) : Promise.resolve();
    const result = shown(
      holdBack(modelThat(["a", "b"]).stream, withGuard({ judge, window: 9, signal: abort.signal })),
    );
    await sleep(30);
    abort.abort("stopped");
    expect(await result).toEqual({ text: "a", error: "stopped", finished: false });
  });

  it("judges the first words as they come, so that a slow model shows them soon", async () => {
    const checks: string[] = [];
    const judge = async (text: string, from: number, to: number) => {
      checks.push(text.slice(from, to));
    };
    async function* stream(): AsyncGenerator<ModelEvent, void, undefined> {
      yield { type: "text", text: "One" };
      await new Promise(() => {});
    }
    const events = holdBack(stream(), withGuard({ judge, window: 1_000 }));
    expect(await events.next()).toMatchObject({ value: { text: "One" } });
    expect(checks).toEqual(["One"]);
  });

  it("shows the first words before the whole is judged, and judges nothing twice", async () => {
    const checks: [number, number][] = [];
    let allow!: () => void;
    const judge = async (_text: string, from: number, to: number) => {
      checks.push([from, to]);
      if (to > 1) await new Promise<void>((resolve) => (allow = resolve));
    };
    const events = holdBack(modelThat(["a", "b"]).stream, withGuard({ judge, window: 1_000 }));
    expect(await events.next()).toMatchObject({ value: { text: "a" } });
    const rest = events.next();
    expect(await Promise.race([rest, sleep(30, "held")])).toBe("held");
    allow();
    expect(await rest).toMatchObject({ value: { text: "b" } });
    expect(checks).toEqual([
      [0, 1],
      [0, 2],
    ]);
    checks.length = 0;
    const one = await shown(holdBack(modelThat(["a"]).stream, withGuard({ judge })));
    expect(one).toMatchObject({ text: "a", finished: true });
    expect(checks).toEqual([[0, 1]]);
  });

  it("waits for the verdict on the question when the answer is stopped or fails before it", async () => {
    for (const end of ["stops", "fails"]) {
      const abort = new AbortController();
      const question = sleep(30).then(() => Promise.reject(blocked()));
      const { stream } = modelThat([], "fails");
      if (end === "stops") abort.abort("stopped");
      const result = await shown(holdBack(stream, withGuard({ question, signal: abort.signal })));
      expect(result).toMatchObject({ text: "", error: expect.any(WithheldError) as unknown });
    }
  });

  it("blames the question when that is unsafe too", async () => {
    const error = new WithheldError({
      ...{ direction: "input", verdict: "unsafe", action: "block", categories: [] },
    });
    const question = sleep(30).then(() => Promise.reject(error));
    const { stream } = modelThat(["bomb"]);
    const result = await shown(holdBack(stream, withGuard({ question, judge: finds("bomb") })));
    expect(result.error).toMatchObject({ safety: { direction: "input" } });
  });

  it("does not wait long for a guard when the person stops", async () => {
    const abort = new AbortController();
    async function* stream(): AsyncGenerator<ModelEvent, void, undefined> {
      yield { type: "text", text: "unjudged" };
      await new Promise((_, reject) => {
        abort.signal.addEventListener("abort", () => reject(new Error("stopped")));
      });
    }
    const judge = () => new Promise<void>(() => {});
    const result = shown(holdBack(stream(), withGuard({ judge, window: 1, signal: abort.signal })));
    await sleep(20);
    abort.abort("stopped");
    expect(await result).toMatchObject({ text: "", error: new Error("stopped") });
  });
});

import { ContextWindow } from "../context-window/context-window.ts";
import { describe, expect, it } from "vitest";
import { AppError } from "../app-error.ts";
import type { ModelEvent, ModelRequest, TextModel } from "../turn/text-model.ts";
import { createModelAccess } from "./create-model-access.ts";

type Answer = ModelEvent | AppError;

const limits = { maxWaiting: 10, maxWaitMs: 2_000, breakerFailures: 2, breakerRestMs: 60_000 };
const text = (content: string): ModelEvent => ({ type: "text", text: content });
const request = (given: Partial<ModelRequest> = {}): ModelRequest => ({
  messages: [{ role: "user", content: "Hello" }],
  requestId: "r",
  userId: "ada",
  ...given,
});

/** Gives one list of events for each time that it is asked, the last one again and again. */
function createModel(name: string, answers: Answer[][], contextLength?: number) {
  const requests: ModelRequest[] = [];
  const model: TextModel = {
    name,
    model: name,
    systemPrompt: undefined,
    maxTokens: 10,
    contextLength: () => contextLength,
    isUp: async () => true,
    async *stream(asked) {
      const answer = answers[Math.min(requests.length, answers.length - 1)] ?? [];
      requests.push(asked);
      for (const event of answer) {
        if (event instanceof AppError) throw event;
        yield event;
      }
    },
  };
  return { model, requests };
}

function access(models: { model: TextModel; fallback?: string; maxConcurrent?: number }[]) {
  const told: string[] = [];
  const given = models.map(({ model, fallback, maxConcurrent }) => ({ model, fallback, maxConcurrent }));
  const [first] = createModelAccess(given, {
    limits,
    random: () => 0,
    contextWindow: new ContextWindow(),
    telemetry: {
      waiting: () => {},
      waited: (model, outcome) => told.push(`${model} ${outcome}`),
      breakerChanged: (model, state) => told.push(`${model} ${state}`),
      fellBack: (model, fallback, code) => told.push(`${model} to ${fallback}: ${code}`),
    },
  });
  return { first: first!, told };
}

async function read(model: TextModel, asked = request()): Promise<string> {
  let answer = "";
  for await (const event of model.stream(asked, new AbortController().signal)) {
    if (event.type === "text") answer += event.text;
  }
  return answer;
}

describe("a model behind its line", () => {
  it("is asked again after an overload, and no more once a token has come", async () => {
    const overloaded = new AppError("model_overloaded");
    const { model, requests } = createModel("m", [[overloaded], [text("Hi"), overloaded]]);
    const { first, told } = access([{ model }]);
    const places: number[] = [];
    await expect(read(first, request({ onQueued: (place) => places.push(place) }))).rejects.toBe(overloaded);
    expect(requests).toHaveLength(2);
    expect(told).toEqual(["m admitted"]);
    expect(places).toEqual([1, 0]);
  });

  it("is not asked again after other failures", async () => {
    const rejected = new AppError("model_rejected");
    const { model, requests } = createModel("m", [[rejected]]);
    await expect(read(access([{ model }]).first)).rejects.toBe(rejected);
    expect(requests).toHaveLength(1);
  });

  it("waits for a server that is away for a moment, and counts one failure for each answer that did so in vain", async () => {
    const away = new AppError("model_unavailable", { retryAfterSeconds: 0.01 });
    const back = createModel("m", [[away], [text("back")]]);
    expect(await read(access([{ model: back.model }]).first)).toBe("back");
    const lost = createModel("m", [[away]]);
    const { first, told } = access([{ model: lost.model }]);
    await Promise.all(
      Array.from({ length: limits.breakerFailures }, () =>
        expect(read(first)).rejects.toMatchObject({ code: "model_unavailable" }),
      ),
    );
    expect(lost.requests.length).toBeGreaterThan(limits.breakerFailures);
    expect(told.filter((line) => line.startsWith("m open"))).toHaveLength(1);
    const asked = lost.requests.length;
    await expect(read(first)).rejects.toMatchObject({ code: "model_unavailable" });
    expect(lost.requests).toHaveLength(asked);
  });

  it("gives its place back when the reader leaves in the middle", async () => {
    const { model } = createModel("m", [[text("a"), text("b")]]);
    const { first } = access([{ model, maxConcurrent: 1 }]);
    for await (const event of first.stream(request(), new AbortController().signal)) {
      expect(event).toEqual(text("a"));
      break;
    }
    expect(await read(first)).toBe("ab");
  });
});

describe("a fallback", () => {
  const unavailable = new AppError("model_unavailable");

  it("answers at once while the breaker is open, and its failure is its own", async () => {
    const down = createModel("down", [[unavailable]]);
    const other = createModel("other", [[text("one")], [text("two")], [text("three")], [unavailable]]);
    const { first, told } = access([{ model: down.model, fallback: "other" }, { model: other.model }]);
    const names: string[] = [];
    const asked = request({ onFallback: (name) => names.push(name) });
    expect([await read(first, asked), await read(first, asked), await read(first, asked)]).toEqual([
      ...["one", "two", "three"],
    ]);
    expect(down.requests).toHaveLength(2);
    expect(names).toEqual(["other", "other", "other"]);
    expect(told).toContain("down to other: model_unavailable");
    await expect(read(first, asked)).rejects.toBe(unavailable);
  });

  it("is asked no more than fits into its own window, the newest message always", async () => {
    const down = createModel("down", [[unavailable]]);
    const small = createModel("small", [[text("ok")]], 100);
    const { first } = access([{ model: down.model, fallback: "small" }, { model: small.model }]);
    const long = "word ".repeat(40);
    const messages = [
      { role: "system", content: "Be brief." },
      { role: "user", content: long },
      { role: "assistant", content: long },
      { role: "user", content: "And now?" },
    ] as const;
    await read(first, request({ messages }));
    expect(small.requests[0]?.messages).toEqual([messages[0], messages[3]]);
  });
});

describe("a model that is still being loaded", () => {
  const loading = () => new AppError("model_loading", { retryAfterSeconds: 0.01 });

  it("is asked again until it is there, says why one waits, and is no failure however often it is asked", async () => {
    const tries = Array.from({ length: 3 }, () => [loading()]);
    const { model, requests } = createModel("m", [...tries, [text("Hi")]]);
    const { first, told } = access([{ model }]);
    const reasons = new Set<string>();
    expect(await read(first, request({ onQueued: (_, reason) => reasons.add(reason) }))).toBe("Hi");
    expect(requests).toHaveLength(4);
    expect([...reasons]).toEqual(["loading"]);
    expect(told.filter((line) => line.includes("open"))).toEqual([]);
  });

  it("fails once for each answer that it kept waiting too long", async () => {
    const { model } = createModel("m", [[new AppError("model_loading", { retryAfterSeconds: 1 })]]);
    const { first, told } = access([{ model }]);
    await expect(read(first)).rejects.toMatchObject({ code: "model_loading" });
    expect(told).not.toContain("m open");
    await expect(read(first)).rejects.toMatchObject({ code: "model_loading" });
    expect(told).toContain("m open");
  });
});

describe("a model whose window has become smaller", () => {
  const messages = [
    { role: "user", content: "old ".repeat(400) },
    { role: "assistant", content: "older ".repeat(400) },
    { role: "user", content: "Hello" },
  ] as const;

  function createShrinking(windows: (number | undefined)[]) {
    let window: number | undefined = 8192;
    const { model, requests } = createModel("m", [[text("Hi")]]);
    const shrinking: TextModel = {
      ...model,
      contextLength: () => window,
      async *stream(asked, signal) {
        const next = windows.shift();
        if (next !== undefined) {
          requests.push(asked);
          window = next;
          throw new AppError("model_context_exceeded");
        }
        yield* model.stream(asked, signal);
      },
    };
    return { model: shrinking, requests };
  }

  it("is asked once more with what fits, and the rest is told", async () => {
    const { model, requests } = createShrinking([512]);
    const uses: unknown[] = [];
    const asked = request({ messages, onRefitted: (use) => uses.push(use) });
    expect(await read(access([{ model }]).first, asked)).toBe("Hi");
    expect(requests.map((given) => given.messages.length)).toEqual([3, 1]);
    expect(uses).toEqual([expect.objectContaining({ limitTokens: expect.any(Number) })]);
  });

  it("is not asked a third time", async () => {
    const { model, requests } = createShrinking([512, 256]);
    await expect(read(access([{ model }]).first, request({ messages }))).rejects.toMatchObject({
      code: "model_context_exceeded",
    });
    expect(requests).toHaveLength(2);
  });

  it("is not asked again when it does not say how small", async () => {
    const { model, requests } = createShrinking([8192]);
    await expect(read(access([{ model }]).first, request({ messages }))).rejects.toMatchObject({
      code: "model_context_exceeded",
    });
    expect(requests).toHaveLength(1);
  });
});

describe("a model that says how many answers it writes at once", () => {
  it("is asked for no more, from the moment that it has said so", async () => {
    const told: { slots?: number } = {};
    let running = 0;
    let most = 0;
    const { model } = createModel("m", []);
    const counted: TextModel = {
      ...model,
      maxConcurrent: () => told.slots,
      async *stream() {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        yield text("Hi");
        running -= 1;
      },
    };
    const { first } = access([{ model: counted }]);
    const askAll = () => Promise.all(Array.from({ length: 6 }, () => read(first)));
    await askAll();
    expect(most).toBe(6);
    told.slots = 2;
    most = 0;
    await askAll();
    expect(most).toBe(2);
  });
});

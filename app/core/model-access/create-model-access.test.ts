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

  it("waits for a server that is away for a moment, until that counts as a failure too often", async () => {
    const away = new AppError("model_unavailable", { retryAfterSeconds: 0.01 });
    const back = createModel("m", [[away], [text("back")]]);
    expect(await read(access([{ model: back.model }]).first)).toBe("back");
    const lost = createModel("m", [[away]]);
    const { first, told } = access([{ model: lost.model }]);
    await expect(read(first)).rejects.toMatchObject({ code: "model_unavailable" });
    expect(lost.requests).toHaveLength(limits.breakerFailures);
    expect(told).toContain("m open");
    await expect(read(first)).rejects.toMatchObject({ code: "model_unavailable" });
    expect(lost.requests).toHaveLength(limits.breakerFailures);
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

import { createServer } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { AppError } from "#app/core/app-error.ts";
import {
  cutAfter,
  events,
  htmlError,
  httpBody,
  httpJson,
  formatEvent,
  inBandError,
  inBandErrorString,
  overloaded429,
  overloadedInBand,
  rawSteps,
  redirectTo,
  refuseAfterAccept,
  resplit,
  silent,
  stall,
  startScriptedModel,
  tokenChunk,
  tokens,
  type Answer,
  type ScriptedModel,
  type Step,
} from "#tests/support/scripted-model.ts";
import { createModel, readAnswer, requestOf } from "./testing/read-answer.ts";

let server: ScriptedModel;
beforeEach(async () => {
  server = await startScriptedModel();
});
afterEach(() => server.close());

const secretPrompt = "My very secret diary of 1987, please summarise it";

/** Every way an upstream can fail, what people are told, what they keep and how often it is asked. */
const faults: { title: string; answer: Answer; code: string; text?: string; tries?: number }[] = [
  { title: "FIN in the middle", answer: cutAfter(3, "fin"), code: "model_truncated", text: " t0 t1 t2" },
  { title: "RST in the middle", answer: cutAfter(3, "reset"), code: "model_truncated", text: " t0 t1 t2" },
  {
    title: "clean end without finish",
    answer: cutAfter(3, "clean"),
    code: "model_truncated",
    text: " t0 t1 t2",
  },
  {
    title: "[DONE] without finish",
    answer: tokens(3, { finishReason: null }),
    code: "model_truncated",
    text: " t0 t1 t2",
  },
  { title: "an empty stream", answer: events([]), code: "model_truncated" },
  {
    title: "an end inside an event",
    answer: rawSteps([{ send: 'data: {"choices":[{"delta":{"content":"x"}' }]),
    code: "model_truncated",
  },
  { title: "cut before the header", answer: refuseAfterAccept("reset"), code: "model_unavailable", tries: 3 },
  {
    title: "closed before the header",
    answer: refuseAfterAccept("fin"),
    code: "model_unavailable",
    tries: 3,
  },
  { title: "cut before the first token", answer: cutAfter(0, "fin"), code: "model_unavailable", tries: 3 },
  {
    title: "a broken engine in TGI's chat form",
    answer: inBandError("Request failed during generation: CUDA out of memory", 2),
    code: "model_failed",
    text: " t0 t1",
  },
  {
    title: "a broken engine in TGI's native form",
    answer: inBandErrorString("Request failed during generation", "generation", 1),
    code: "model_failed",
    text: " t0",
  },
  {
    title: "a refusal inside the stream",
    answer: inBandError("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096"),
    code: "model_context_exceeded",
  },
  { title: "overload inside the stream", answer: overloadedInBand(), code: "model_overloaded" },
  {
    title: "overload after the first token",
    answer: inBandError("Model is overloaded", 1),
    code: "model_overloaded",
    text: " t0",
  },
  { title: "429", answer: overloaded429(), code: "model_overloaded" },
  {
    title: "503 of an ill TGI",
    answer: httpJson(503, { error: "unhealthy", error_type: "healthcheck" }),
    code: "model_unavailable",
  },
  { title: "500 JSON", answer: httpJson(500, { error: "Incomplete generation" }), code: "model_failed" },
  {
    title: "422 text",
    answer: httpBody(422, "text/plain; charset=utf-8", "Failed to deserialize the JSON body"),
    code: "model_rejected",
  },
  {
    title: "400 that tells everything it knows",
    answer: httpJson(400, {
      message: `key sk-secret-key is wrong at http://tgi.internal for ${secretPrompt}`,
    }),
    code: "model_rejected",
  },
  { title: "401 without a body", answer: { status: 401, headers: {}, steps: [] }, code: "model_rejected" },
  { title: "502 HTML", answer: htmlError(502), code: "model_unavailable", tries: 3 },
  { title: "503 HTML", answer: htmlError(503), code: "model_unavailable" },
  { title: "504 HTML", answer: htmlError(504), code: "model_timeout" },
  {
    title: "a page with status 200",
    answer: httpBody(200, "text/html", "<h1>Sign in</h1>"),
    code: "model_failed",
  },
  { title: "bad JSON", answer: rawSteps([{ send: "data: secret diary\n\n" }]), code: "model_failed" },
  {
    title: "an error event without an error field",
    answer: rawSteps([{ send: 'event: error\ndata: {"message":"engine died"}\n\n' }]),
    code: "model_failed",
  },
  {
    title: "503 while its model is loaded",
    answer: httpJson(503, { error: { message: "Loading model", type: "unavailable_error", code: 503 } }),
    code: "model_loading",
  },
  { title: "half a chunk", answer: events(['{"choices":[{"delta":{"cont', "[DONE]"]), code: "model_failed" },
  { title: "events that are no chunks", answer: events([{ hello: 1 }, "3", "[DONE]"]), code: "model_failed" },
  {
    title: "an event over 1 MiB",
    answer: tokens(["x".repeat(1_200_000)], { end: "hold" }),
    code: "model_failed",
  },
  { title: "an endless error body", answer: endlessError(), code: "model_failed" },
];

function endlessError(): Answer {
  return {
    status: 500,
    headers: { "content-type": "application/json" },
    steps: [{ send: "{" }, { end: "hold" }],
  };
}

describe("a faulty model server", () => {
  it.each(faults)("$title is told as $code", async ({ answer, code, text = "", tries = 1 }) => {
    server.script(answer);
    const model = createModel(server.url, { apiKey: "sk-secret-key" });
    const read = await readAnswer(model, requestOf(secretPrompt));
    expect(read).toMatchObject({ code, text, finished: undefined });
    expect(server.chats).toHaveLength(tries);
    await Promise.all(server.chats.map((chat) => chat.closed));
    expect(server.openStreams).toBe(0);

    const cause = read.error instanceof AppError ? read.error.cause : expect.fail("no AppError");
    const printed = JSON.stringify([
      read.error,
      cause,
      String(read.error),
      String(cause),
      Object.entries(cause ?? {}),
    ]);
    expect(printed).toContain("UpstreamError");
    expect(printed).not.toMatch(/127\.0\.0\.1|localhost|http:|tgi\.internal|sk-secret|secret diary/u);
  });

  it("is told as unavailable when nothing listens, without its address", async () => {
    const { url } = server;
    await server.close();
    const { code, error } = await readAnswer(createModel(url));
    expect(code).toBe("model_unavailable");
    expect(String(error instanceof Error && error.cause)).toContain("ECONNREFUSED");
    server = await startScriptedModel();
  });

  it("has its reason shown when it refuses the request", async () => {
    server.script(inBandError("Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096"));
    const { error } = await readAnswer(createModel(server.url));
    expect(String(error)).toContain("tokens + `max_new_tokens` must be <= 4096");
    expect(String(error)).toContain("Your message is saved.");
  });

  it("does not have its reason shown when it repeats the prompt", async () => {
    server.script(httpJson(400, { message: `bad value: ${secretPrompt}` }));
    const { code, error } = await readAnswer(createModel(server.url), requestOf(secretPrompt));
    expect(code).toBe("model_rejected");
    expect(String(error)).not.toContain("diary");
  });

  it("loses no text that was held back as the possible beginning of a stop text", async () => {
    server.script(tokens(["Hello", " ST"], { finishReason: null, done: false, end: "fin" }));
    const read = await readAnswer(createModel(server.url, { stop: ["STOP"] }));
    expect(read).toMatchObject({ code: "model_truncated", text: "Hello ST" });
  });

  it("names the target of a redirect to the operator, without what could be secret in it", async () => {
    server.script(redirectTo("https://user:pass@models.example/v1/chat/completions?key=sk-secret", 301));
    const { code, error } = await readAnswer(createModel(server.url));
    expect(code).toBe("model_unavailable");
    expect(String(error)).not.toContain("models.example");
    const cause = String(error instanceof AppError && error.cause);
    expect(cause).toContain(
      "points to https://models.example/v1/chat/completions; redirects are not followed",
    );
    expect(cause).not.toMatch(/sk-secret|pass/u);
  });

  it.each([
    ["bad \0 thing", "bad thing"],
    ["bad \u{D83D} thing", "bad \u{FFFD} thing"],
    [`${"x".repeat(198)}👋👋👋`, `${"x".repeat(198)}👋…`],
  ])("has its words made fit to show and store: %j", async (message, told) => {
    for (const answer of [httpJson(400, { error: { message } }), inBandError(`must be: ${message}`)]) {
      server.script(answer);
      const { code, error } = await readAnswer(createModel(server.url));
      expect(code).toBe("model_rejected");
      expect(String(error)).not.toMatch(/\0|\p{Surrogate}/u);
    }
    server.script(httpJson(400, { error: { message } }));
    expect(String((await readAnswer(createModel(server.url))).error)).toContain(`“${told}”`);
  });

  it("says when to come back", async () => {
    server.script(overloaded429({ "retry-after": "30" }));
    const { error } = await readAnswer(createModel(server.url));
    expect(error).toMatchObject({ code: "model_overloaded", retryAfterSeconds: 30 });
    expect(server.chats).toHaveLength(1);
  });
});

describe("trying again", () => {
  it.each([
    { title: "502", answer: htmlError(502) },
    { title: "a reset", answer: refuseAfterAccept() },
  ])("gives the answer after $title", async ({ answer }) => {
    server.enqueue(answer, answer);
    const read = await readAnswer(createModel(server.url), requestOf("again"));
    expect(read.text).toBe("You said: again");
    expect(read.finished).toBeDefined();
    expect(server.chats).toHaveLength(3);
  });

  it("stays within the time to the first token", async () => {
    server.script(htmlError(502));
    const { code } = await readAnswer(createModel(server.url, { timeoutMs: 60 }));
    expect(code).toBe("model_unavailable");
    expect(server.chats).toHaveLength(1);
  });

  it("ends when the person stops", async () => {
    server.script(httpBody(502, "text/plain", "", { "retry-after": "4" }));
    const stop = new AbortController();
    const reading = readAnswer(createModel(server.url), requestOf("x"), stop.signal);
    await expect.poll(() => server.chats.length).toBe(1);
    stop.abort(new Error("stopped"));
    expect(String((await reading).error)).toBe("Error: stopped");
    expect(server.chats).toHaveLength(1);
  });
});

function* pings(): Generator<Step> {
  for (;;) {
    yield { waitMs: 20 };
    yield { send: formatEvent({ choices: [] }) };
  }
}

function* emptyTokens(): Generator<Step> {
  for (;;) {
    yield { waitMs: 10 };
    yield { send: formatEvent(tokenChunk("m", "")) };
  }
}

describe("a silent model server", () => {
  const timeoutMs = 200;

  it.each([
    { title: "says nothing at all", answer: silent(), text: "" },
    { title: "sends headers only", answer: stall(), text: "" },
    { title: "sends comments only", answer: stall({ commentEveryMs: 20 }), text: "" },
    { title: "stalls after three tokens", answer: stall({ before: 3 }), text: " t0 t1 t2" },
    {
      title: "comments after three tokens",
      answer: stall({ before: 3, commentEveryMs: 20 }),
      text: " t0 t1 t2",
    },
  ])("that $title is given up", async ({ answer, text }) => {
    server.script(answer);
    const read = await readAnswer(createModel(server.url, { timeoutMs }));
    expect(read).toMatchObject({ code: "model_timeout", text });
    expect(server.chats).toHaveLength(1);
    await server.chats[0]?.closed;
    expect(server.openStreams).toBe(0);
  });

  it("that sends tokens without a word for ever is given up", async () => {
    server.script(() => rawSteps(emptyTokens()));
    expect(await readAnswer(createModel(server.url, { timeoutMs: 40 }))).toMatchObject({
      code: "model_timeout",
    });
  });

  it("that sends chunks without a choice is given up", async () => {
    server.script(() => rawSteps(pings()));
    expect(await readAnswer(createModel(server.url, { timeoutMs }))).toMatchObject({ code: "model_timeout" });
  });

  it("that is slow but within the time is waited for", async () => {
    server.script(tokens(3, { firstTokenMs: 250, gapMs: 250 }));
    const read = await readAnswer(createModel(server.url, { timeoutMs: 600 }));
    expect(read.finished).toBeDefined();
  });

  it("is not confused with a slow reader", async () => {
    server.script(tokens(40, { gapMs: 30 }));
    let text = "";
    for await (const event of createModel(server.url, { timeoutMs }).stream(
      requestOf("x"),
      new AbortController().signal,
    )) {
      if (event.type === "text") text += event.text;
      if (text === " t0") await new Promise((resolve) => setTimeout(resolve, 3 * timeoutMs));
    }
    expect(text).toContain(" t39");
  });
});

describe("stopping", () => {
  const endless = tokens(100_000, { gapMs: 10 });

  async function expectClosedWithin(ms: number, sinceMs: number) {
    const closed = await server.chats[0]?.closed;
    expect(closed?.outcome).toBe("aborted");
    expect((closed?.atMs ?? Infinity) - sinceMs).toBeLessThan(ms);
    expect(server.openStreams).toBe(0);
  }

  it("by the signal closes upstream within 100 ms and throws the signal's reason", async () => {
    server.script(endless);
    const stop = new AbortController();
    const reason = new Error("stopped");
    const reading = readAnswer(createModel(server.url), requestOf("x"), stop.signal);
    await expect.poll(() => server.openStreams).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, 50));
    const sinceMs = performance.now();
    stop.abort(reason);
    expect((await reading).error).toBe(reason);
    await expectClosedWithin(100, sinceMs);
  });

  it("by the signal closes upstream even when nobody reads", async () => {
    server.script(endless);
    const stop = new AbortController();
    const stream = createModel(server.url).stream(requestOf("x"), stop.signal);
    await stream.next();
    const sinceMs = performance.now();
    stop.abort();
    await expectClosedWithin(100, sinceMs);
    await expect(stream.next()).rejects.toBe(stop.signal.reason);
  });

  it("by the signal gives out nothing more, though it has already come", async () => {
    server.script(resplit(tokens(50), { size: 1_000_000 }));
    const stop = new AbortController();
    const stream = createModel(server.url).stream(requestOf("x"), stop.signal);
    await stream.next();
    stop.abort();
    await expect(stream.next()).rejects.toBe(stop.signal.reason);
  });

  it("by break closes upstream within 100 ms", async () => {
    server.script(endless);
    for await (const event of createModel(server.url).stream(requestOf("x"), new AbortController().signal)) {
      expect(event.type).toBe("text");
      break;
    }
    await expectClosedWithin(100, performance.now());
  });

  it("by an exception of the reader closes upstream within 100 ms", async () => {
    server.script(endless);
    await expect(async () => {
      for await (const event of createModel(server.url).stream(
        requestOf("x"),
        new AbortController().signal,
      )) {
        throw new Error(`reader broke at ${event.type}`);
      }
    }).rejects.toThrow("reader broke");
    await expectClosedWithin(100, performance.now());
  });

  it("by return() does not wait for a silent model", async () => {
    server.script(stall({ before: 1 }));
    const stream = createModel(server.url).stream(requestOf("x"), new AbortController().signal);
    await stream.next();
    const pending = stream.next();
    const sinceMs = performance.now();
    await stream.return();
    expect(await pending).toEqual({ done: true, value: undefined });
    await expectClosedWithin(100, sinceMs);
  });

  it("because of an error inside the stream closes upstream though the server goes on", async () => {
    const texts = Array.from({ length: 1_000 }, (): Step[] => [
      { waitMs: 10 },
      { send: formatEvent(tokenChunk("m", "x")) },
    ]);
    server.script(rawSteps([{ send: formatEvent({ error: "broken" }) }, ...texts.flat()]));
    expect((await readAnswer(createModel(server.url))).code).toBe("model_failed");
    await expectClosedWithin(100, performance.now());
  });

  it("before the headers came closes upstream too", async () => {
    server.script(silent());
    const stop = new AbortController();
    const reading = readAnswer(createModel(server.url), requestOf("x"), stop.signal);
    await expect.poll(() => server.openStreams).toBe(1);
    const sinceMs = performance.now();
    stop.abort();
    expect((await reading).error).toBe(stop.signal.reason);
    await expectClosedWithin(100, sinceMs);
  });

  it("before the start sends nothing", async () => {
    const { error } = await readAnswer(createModel(server.url), requestOf("x"), AbortSignal.abort("early"));
    expect(error).toBe("early");
    expect(server.requests).toHaveLength(0);
  });

  it("200 answers closes 200 streams", async () => {
    server.script(tokens(1_000, { firstTokenMs: 0, gapMs: 1_000 }));
    const stops = Array.from({ length: 200 }, () => new AbortController());
    const model = createModel(server.url);
    const reading = stops.map((stop) => readAnswer(model, requestOf("x"), stop.signal));
    await expect.poll(() => server.openStreams, { timeout: 30_000 }).toBe(200);
    for (const stop of stops) stop.abort();
    const answers = await Promise.all(reading);
    expect(answers.every(({ error }, index) => error === stops[index]?.signal.reason)).toBe(true);
    await expect.poll(() => server.openStreams).toBe(0);
  });

  it("leaves no listener on the signal", async () => {
    const stop = new AbortController();
    const counts = { added: 0, removed: 0 };
    const { addEventListener: add, removeEventListener: remove } = stop.signal;
    Object.assign(stop.signal, {
      addEventListener: (...args: Parameters<typeof add>) => {
        counts.added += 1;
        add.apply(stop.signal, args);
      },
      removeEventListener: (...args: Parameters<typeof remove>) => {
        counts.removed += 1;
        remove.apply(stop.signal, args);
      },
    });
    await readAnswer(createModel(server.url), requestOf("x"), stop.signal);
    expect(counts).toEqual({ added: 1, removed: 1 });
  });
});

describe("other hosts", () => {
  it("never get a request, whatever the server answers", async () => {
    const seen: string[] = [];
    const other = createServer((request, response) => {
      seen.push(request.url ?? "");
      response.end();
    });
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address ? address.port : expect.fail();
    for (const status of [301, 302, 307, 308]) {
      server.script(redirectTo(`http://127.0.0.1:${port}/v1/chat/completions`, status));
      expect((await readAnswer(createModel(server.url))).code).toBe("model_unavailable");
    }
    expect(server.chats).toHaveLength(4);
    expect(seen).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
  });
});

describe("after any fault", () => {
  it("the next answer is whole", async () => {
    const model = createModel(server.url);
    for (const { answer } of faults.filter(({ tries }) => tries === undefined)) {
      server.enqueue(answer);
      await readAnswer(model);
      expect((await readAnswer(model, requestOf("still here"))).text).toBe("You said: still here");
    }
  });
});

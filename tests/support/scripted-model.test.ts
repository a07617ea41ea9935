import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { echo, resplit, startScriptedModel, tokens, type ScriptedModel } from "./scripted-model.ts";

let model: ScriptedModel;
beforeEach(async () => {
  model = await startScriptedModel();
});
afterEach(() => model.close());

function post(body: Record<string, unknown>): Promise<Response> {
  return fetch(`${model.url}/v1/chat/completions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ model: "tgi", messages: [{ role: "user", content: "Hello there" }], ...body }),
  });
}

const chunkSchema = z.looseObject({
  choices: z.array(z.looseObject({ delta: z.object({ content: z.string() }).loose() })),
});

function parseChunk(event: string) {
  return chunkSchema.parse(JSON.parse(event.slice("data: ".length)));
}

describe("the scripted model", () => {
  it("streams TGI's chunks: role in each delta, finish reason on the last token, usage, then [DONE]", async () => {
    const response = await post({ stream: true, stream_options: { include_usage: true } });
    const text = await response.text();
    const events = text.split("\n\n").filter((event) => event !== "");
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(events.every((event) => event.startsWith("data: "))).toBe(true);
    expect(events.at(-1)).toBe("data: [DONE]");
    const chunks = events.slice(0, -1).map(parseChunk);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { prompt_tokens: 2, completion_tokens: 4 } });
    expect(chunks.at(-2)?.choices[0]).toMatchObject({ delta: { content: "" }, finish_reason: "stop" });
    const said = chunks.slice(0, -1).map((chunk) => chunk.choices[0]?.delta.content);
    expect(said.join("")).toBe("You said: Hello there");
  });

  it("gives the same answer whole to a client that does not stream", async () => {
    expect(await (await post({})).json()).toMatchObject({
      choices: [{ message: { role: "assistant", content: "You said: Hello there" }, finish_reason: "stop" }],
    });
  });

  it("refuses what TGI refuses", async () => {
    expect((await post({ stream: true, stop: "x" })).status).toBe(422);
    expect(await (await post({ stream: true, top_p: 1 })).text()).toContain(
      "`top_p` must be > 0.0 and < 1.0",
    );
  });

  it("keeps the pace of many streams at once without drift", async () => {
    model.script(tokens(20, { tokensPerSecond: 100 }));
    const startedAtMs = performance.now();
    const texts = await Promise.all(
      Array.from({ length: 50 }, async () => (await post({ stream: true })).text()),
    );
    const elapsedMs = performance.now() - startedAtMs;
    expect(texts.every((text) => text.includes(" t19"))).toBe(true);
    expect(elapsedMs).toBeGreaterThanOrEqual(190);
    expect(elapsedMs).toBeLessThan(2_000);
  });

  it("sends the same bytes when they are split", async () => {
    const plain = await (await post({ stream: true })).text();
    model.script(resplit(echo(), { size: 7 }));
    expect(await (await post({ stream: true })).text()).toBe(plain);
  });

  it("counts open streams and tells who ended one", async () => {
    model.script(tokens(1000, { gapMs: 20 }));
    const stop = new AbortController();
    const response = await fetch(`${model.url}/v1/chat/completions`, {
      method: "POST",
      body: JSON.stringify({ messages: [], stream: true }),
      signal: stop.signal,
    });
    expect(response.status).toBe(200);
    expect(model.openStreams).toBe(1);
    stop.abort();
    expect((await model.requests[0]?.closed)?.outcome).toBe("aborted");
    expect(model.openStreams).toBe(0);
  });

  it("answers the side routes of a TGI router and lets a test replace them", async () => {
    expect((await fetch(`${model.url}/health`)).status).toBe(200);
    expect(await (await fetch(`${model.url}/info`)).json()).toMatchObject({ max_total_tokens: 4096 });
    model.route("GET /info", undefined);
    expect((await fetch(`${model.url}/info`)).status).toBe(404);
    const tokenized = await fetch(`${model.url}/tokenize`, {
      method: "POST",
      body: JSON.stringify({ inputs: "Grüße euch" }),
    });
    expect(await tokenized.json()).toEqual([
      { id: 1, text: "Grüße", start: 0, stop: 7 },
      { id: 2, text: " euch", start: 7, stop: 12 },
    ]);
  });
});

import { describe, expect, it } from "vitest";
import { z } from "zod";
import { tokenId } from "../generation/tokenizer.ts";
import { parseEvents, startTestModel, tokenizationSchema } from "./demo-model.fixture.ts";

const inputs = "/demo echo one two";
const token = (text: string) => ({ id: tokenId(text), text, logprob: 0, special: false });
const endOfText = { id: 2, text: "</s>", logprob: 0, special: true };
const tokens = [token("one"), token(" two"), endOfText];

describe("POST /generate", () => {
  it("answers with the text alone", async () => {
    const { post } = await startTestModel();
    expect(await (await post("/generate", { inputs })).json()).toEqual({ generated_text: "one two" });
  });

  it("tells details and the prompt when asked", async () => {
    const { post } = await startTestModel();
    const parameters = { details: true, return_full_text: true, seed: 7 };
    expect(await (await post("/generate", { inputs, parameters })).json()).toEqual({
      generated_text: `${inputs}one two`,
      details: { finish_reason: "eos_token", generated_tokens: 3, seed: 7, prefill: [], tokens },
    });
  });

  it("heeds max_new_tokens and stop, and leaves the stop sequence in the text", async () => {
    const { post } = await startTestModel();
    const generate = async (parameters: Record<string, unknown>): Promise<unknown> =>
      (await post("/generate", { inputs, parameters: { details: true, ...parameters } })).json();
    expect(await generate({ max_new_tokens: 1 })).toMatchObject({
      generated_text: "one",
      details: { finish_reason: "length", generated_tokens: 1 },
    });
    expect(await generate({ stop: ["on"] })).toMatchObject({
      generated_text: "on",
      details: { finish_reason: "stop_sequence" },
    });
  });
});

describe("POST /generate_stream", () => {
  it("sends one event per token and the whole text with the last", async () => {
    const { post } = await startTestModel();
    const response = await post("/generate_stream", { inputs, parameters: { details: true } });
    const details = { finish_reason: "eos_token", generated_tokens: 3, seed: null, input_length: 5 };
    expect(await response.text()).toBe(
      [
        { index: 1, token: tokens[0], generated_text: null, details: null },
        { index: 2, token: tokens[1], generated_text: null, details: null },
        { index: 3, token: tokens[2], generated_text: "one two", details },
      ]
        .map((event) => `data: ${JSON.stringify(event)}\n\n`)
        .join(""),
    );
  });

  it("tells errors inside the stream", async () => {
    const { post } = await startTestModel();
    const response = await post("/generate_stream", { inputs, parameters: { top_p: 1 } });
    expect(response.status).toBe(200);
    expect(parseEvents(await response.text(), z.unknown())).toEqual([
      { error: "Input validation error: `top_p` must be > 0.0 and < 1.0", error_type: "validation" },
    ]);
  });
});

describe("POST /", () => {
  it("answers in a list, or streams when the body says so", async () => {
    const { post } = await startTestModel();
    expect(await (await post("/", { inputs })).json()).toEqual([{ generated_text: "one two" }]);
    const streamed = await post("/", { inputs, stream: true });
    expect(streamed.headers.get("content-type")).toBe("text/event-stream");
    expect(parseEvents(await streamed.text(), z.unknown())).toHaveLength(3);
  });
});

describe("POST /tokenize", () => {
  it("gives tokens whose number is the prompt's length in a generation", async () => {
    const { post } = await startTestModel();
    const tokenized = tokenizationSchema.parse(await (await post("/tokenize", { inputs })).json());
    expect(tokenized.map(({ text }) => text).join("")).toBe(inputs);
    const stream = await (await post("/generate_stream", { inputs, parameters: { details: true } })).text();
    const event = z.object({ details: z.object({ input_length: z.number() }).nullable() });
    expect(parseEvents(stream, event).at(-1)?.details?.input_length).toBe(tokenized.length);
  });

  it("counts prompts that are too long to be answered", async () => {
    const { post } = await startTestModel();
    const response = await post("/tokenize", { inputs: "word ".repeat(40_000) });
    expect(tokenizationSchema.parse(await response.json()).length).toBeGreaterThanOrEqual(40_000);
  });
});

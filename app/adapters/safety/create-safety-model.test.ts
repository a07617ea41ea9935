import { describe, expect, it, onTestFinished } from "vitest";
import {
  bodyOf,
  httpBody,
  httpJson,
  overloaded429,
  redirectTo,
  stall,
  startScriptedModel,
  type Answer,
} from "#tests/support/scripted-model.ts";
import { createSafetyModel } from "./create-safety-model.ts";
import type { SafetySettings } from "./safety-settings.ts";

const live = new AbortController().signal;
const turns = [
  { role: "user", content: "How do I pick a lock? 🔒" },
  { role: "assistant", content: "With care." },
] as const;

async function startGuard(given: Partial<SafetySettings> = {}) {
  const server = await startScriptedModel();
  onTestFinished(() => server.close());
  const warnings: string[] = [];
  const nothing = () => {};
  const log = {
    ...{ debug: nothing, info: nothing, error: nothing },
    warn: (_fields: Record<string, unknown>, message: string) => void warnings.push(message),
  };
  const connect = () =>
    createSafetyModel(
      { url: server.url, model: "llama-guard-3-8b", name: "Guard", timeoutMs: 5_000, ...given },
      { log },
    );
  return { server, warnings, connect };
}

const chatSays = (content: string) =>
  JSON.stringify({ choices: [{ index: 0, message: { role: "assistant", content } }], id: "", created: 1 });
const completionSays = (text: string) => JSON.stringify({ choices: [{ index: 0, text }] });
const saying = (body: string) => httpBody(200, "application/json", body);

/** The body in two pieces, cut at a byte. */
function inTwo(body: string, at: number): Answer {
  const bytes = Buffer.from(body);
  return {
    ...saying(body),
    steps: [{ send: bytes.subarray(0, at) }, { waitMs: 1 }, { send: bytes.subarray(at) }],
  };
}

/** The body without its end, on a connection that is cut. */
function cutShort(body: string, at: number): Answer {
  return { ...saying(body), steps: [{ send: body.slice(0, at) }, { waitMs: 1 }, { end: "reset" }] };
}

const templateLosesAll = httpJson(200, { tokenize_response: [], templated_text: "" });

describe("a guard at the wire", () => {
  const llamaGuards = [
    ["LlamaGuard-7b", "O3", "Criminal Planning"],
    ["Meta-Llama-Guard-2-8B", "S6", "Privacy"],
    ["Llama-Guard-3-8B", "S7", "Privacy"],
    ["Llama-Guard-4-12B", "S7", "Privacy"],
  ] as const;

  it.each(llamaGuards)("that is %s is understood wherever its answer is split", async (model, code, name) => {
    const { server, connect } = await startGuard({ model });
    const guard = connect();
    for (const [text, expected] of [
      ["\n\nsafe", { verdict: "safe" }],
      [`\n\nunsafe\n${code}`, { verdict: "unsafe", categories: [{ code, name }] }],
    ] as const) {
      const body = chatSays(text);
      for (let at = 0; at <= Buffer.byteLength(body); at += 1) {
        server.enqueue(inTwo(body, at));
        expect(await guard.check(turns, live), `split at ${at}`).toEqual(expected);
      }
    }
    expect(bodyOf(server.chats[0]!)).toEqual({
      ...{ model, messages: turns, temperature: 0, max_tokens: 50, stream: false },
    });
  });

  it.each(llamaGuards)("that is %s is understood when it is prompted directly", async (model, code, name) => {
    const { server, connect } = await startGuard({ model });
    server.route("POST /chat_tokenize", templateLosesAll);
    const guard = connect();
    const body = completionSays(`\n\nunsafe\n${code}<|eot_id|>`);
    for (let at = 0; at <= Buffer.byteLength(body); at += 1) {
      server.route("POST /v1/completions", inTwo(body, at));
      expect(await guard.check(turns, live), `split at ${at}`).toEqual({
        verdict: "unsafe",
        categories: [{ code, name }],
      });
    }
    const asked = server.requests.find(({ path }) => path === "/v1/completions");
    expect(bodyOf(asked!)["prompt"]).toContain("User: How do I pick a lock? 🔒\n\nAgent: With care.");
    expect(server.chats).toEqual([]);
  });

  it("that is a ShieldGemma is asked each policy, wherever an answer is split", async () => {
    const { server, connect } = await startGuard({ model: "google/shieldgemma-9b" });
    const guard = connect();
    const no = completionSays("No");
    for (let at = 0; at <= Buffer.byteLength(no); at += 1) {
      server.route("POST /v1/completions", (request) => {
        const isHate = String(bodyOf(request)["prompt"]).includes("No Hate Speech");
        const answer = inTwo(isHate ? completionSays(" Yes") : no, at);
        return typeof answer === "function" ? answer(request) : answer;
      });
      expect(await guard.check(turns, live), `split at ${at}`).toEqual({
        verdict: "unsafe",
        categories: [{ code: "SG3", name: "Hate Speech" }],
      });
    }
    expect(server.requests).toHaveLength(4 * (Buffer.byteLength(no) + 1));
    expect(server.chats).toEqual([]);
  });

  it("gives no verdict when its answer is cut off, wherever that is", async () => {
    const { server, connect } = await startGuard();
    const guard = connect();
    const body = chatSays("safe");
    for (let at = 0; at < body.length; at += 5) {
      server.script(cutShort(body, at));
      expect((await guard.check(turns, live)).verdict, `cut at ${at}`).toBe("unknown");
    }
  });

  it.each([
    ["garbage", saying(chatSays("I cannot help with that."))],
    ["garbage", saying(chatSays(""))],
    ["garbage", saying(chatSays("safe\nbut no"))],
    ["garbage", saying('{"choices":[]}')],
    ["garbage", saying('{"choices":[{"message":{"content":null}}]}')],
    ["garbage", saying("null")],
    ["garbage", saying('"safe"')],
    ["garbage", saying("safe")],
    ["garbage", saying("")],
    ["garbage", saying(`[${"0,".repeat(200_000)}0]`)],
    ["rejected", httpBody(413, "text/plain", "length limit exceeded")],
    ["rejected", httpJson(422, { error: "Template error", error_type: "template_error" })],
    ["rejected", httpBody(401, "text/plain", "")],
    ["rejected", redirectTo("http://elsewhere.example/")],
    ["unavailable", overloaded429()],
    ["unavailable", httpBody(503, "text/html", "<h1>503</h1>")],
  ] as const)("gives no verdict, but %s, in case %#", async (reason, answer) => {
    const { server, warnings, connect } = await startGuard();
    server.script(answer);
    expect(await connect().check(turns, live)).toEqual({ verdict: "unknown", reason });
    expect(warnings).toContain("the safety model gave no verdict");
  });

  it("gives no verdict when it takes too long, and is let go when nobody wants one", async () => {
    const slow = await startGuard({ timeoutMs: 100 });
    slow.server.script(stall());
    expect(await slow.connect().check(turns, live)).toEqual({ verdict: "unknown", reason: "timeout" });

    const { server, connect } = await startGuard();
    server.script(stall());
    const abort = new AbortController();
    const checked = connect().check(turns, abort.signal);
    await expect.poll(() => server.chats.length).toBe(1);
    abort.abort("deleted");
    await expect(checked).rejects.toBe("deleted");
    await expect.poll(() => server.openStreams).toBe(0);
  });

  it("is asked again when it is busy, or a connection is lost", async () => {
    const { server, connect } = await startGuard();
    const guard = connect();
    server.script(saying(chatSays("safe")));
    server.enqueue({ ...saying(""), status: 0, steps: [{ end: "reset" }] }, overloaded429());
    expect(await guard.check(turns, live)).toEqual({ verdict: "safe" });
    expect(server.chats).toHaveLength(3);
  });
});

describe("the template canary", () => {
  const safe = saying(chatSays("safe"));

  it.each([
    ["has no such address", httpBody(404, "text/plain", "")],
    ["refuses the address", httpBody(403, "text/plain", "")],
    ["is of another make", saying('{"tokens":[1,2]}')],
    ["is in trouble with it", httpBody(500, "text/plain", "")],
  ])("is no hindrance when the server %s", async (_what, answer) => {
    const { server, connect } = await startGuard();
    server.route("POST /chat_tokenize", answer);
    server.script(safe);
    expect(await connect().check(turns, live)).toEqual({ verdict: "safe" });
  });

  it("is tried again once the server is there", async () => {
    const { server, warnings, connect } = await startGuard();
    server.route("POST /chat_tokenize", httpBody(503, "text/plain", ""));
    server.script(httpBody(503, "text/plain", ""));
    const guard = connect();
    expect(await guard.check(turns, live)).toEqual({ verdict: "unknown", reason: "unavailable" });
    server.route("POST /chat_tokenize", templateLosesAll);
    server.route("POST /v1/completions", saying(completionSays("unsafe\nS1")));
    server.script(safe);
    expect((await guard.check(turns, live)).verdict).toBe("unsafe");
    expect(warnings.some((message) => message.includes("loses the conversation"))).toBe(true);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  rawSteps,
  startScriptedModel,
  type ScriptedModel,
  type Step,
} from "#tests/support/scripted-model.ts";
import { createEventStreamFetch } from "./event-stream-fetch.ts";
import { createOriginBoundSender } from "./origin-bound-request.ts";

let server: ScriptedModel;
let stop: AbortController;
beforeEach(async () => {
  server = await startScriptedModel({ checksRequests: false });
  stop = new AbortController();
});
afterEach(() => server.close());

const body = JSON.stringify({ stream: true });

async function openBody() {
  const send = createOriginBoundSender(new URL(server.url));
  const fetchEventStream = createEventStreamFetch(send, { body, headers: {}, signal: stop.signal });
  const response = await fetchEventStream(`${server.url}/v1/chat/completions`);
  return response.body?.getReader() ?? expect.fail("no body");
}

describe("createEventStreamFetch", () => {
  it("stays on its origin whatever its caller asks for", async () => {
    const other = await startScriptedModel();
    const send = createOriginBoundSender(new URL(server.url));
    const fetchEventStream = createEventStreamFetch(send, { body, headers: {}, signal: stop.signal });
    await expect(fetchEventStream(`${other.url}/v1/chat/completions`)).rejects.toThrow("another host");
    expect(other.requests).toEqual([]);
    await other.close();
  });

  it("fails a waiting read with the signal's reason", async () => {
    server.script(rawSteps([{ send: ":\n\n" }, { end: "hold" }]));
    const reader = await openBody();
    await reader.read();
    const waiting = reader.read();
    stop.abort(new Error("stopped"));
    await expect(waiting).rejects.toThrow("stopped");
  });

  it("drops what it has queued when it is aborted", async () => {
    server.script(rawSteps([{ send: "a" }, { waitMs: 50 }, { send: "b" }, { end: "hold" }]));
    const reader = await openBody();
    await reader.read();
    await new Promise((resolve) => setTimeout(resolve, 100));
    stop.abort(new Error("stopped"));
    await expect(async () => reader.read()).rejects.toThrow("stopped");
  });

  it("does not take more from the server than its reader wants, and loses nothing", async () => {
    const chunk = `data: ${"x".repeat(60_000)}\n\n`;
    const count = 800;
    server.script(rawSteps(Array.from({ length: count }, (): Step => ({ send: chunk }))));
    const reader = await openBody();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(server.openStreams).toBe(1);
    let bytes = 0;
    for (let read = await reader.read(); !read.done; read = await reader.read()) bytes += read.value.length;
    expect(bytes).toBe(chunk.length * count);
  });
});

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { silent, startScriptedModel, type ScriptedModel } from "#tests/support/scripted-model.ts";
import { createOriginBoundSender } from "./origin-bound-request.ts";

let server: ScriptedModel;
let other: ScriptedModel;
beforeEach(async () => {
  [server, other] = await Promise.all([startScriptedModel(), startScriptedModel()]);
});
afterEach(() => Promise.all([server.close(), other.close()]));

const { signal } = new AbortController();

describe("createOriginBoundSender", () => {
  it("refuses every other origin, by host, port or scheme, and sends nothing there", async () => {
    const send = createOriginBoundSender(new URL(server.url));
    for (const url of [
      `${other.url}/health`,
      `http://localhost:${server.port}/`,
      server.url.replace("http", "https"),
    ]) {
      await expect(send(new URL(url), { method: "GET", headers: {}, signal })).rejects.toThrow(
        "another host",
      );
    }
    expect([...server.requests, ...other.requests]).toEqual([]);
  });

  it("leaves redirects to the caller", async () => {
    server.route("GET /moved", { status: 302, headers: { location: `${other.url}/health` }, steps: [] });
    const send = createOriginBoundSender(new URL(server.url));
    const response = await send(new URL(`${server.url}/moved`), { method: "GET", headers: {}, signal });
    expect(response.statusCode).toBe(302);
    response.resume();
    expect(other.requests).toEqual([]);
  });

  it("fails with the signal's reason when aborted, not with the cut that this makes", async () => {
    server.route("GET /slow", silent());
    const stop = new AbortController();
    const send = createOriginBoundSender(new URL(server.url));
    const sending = send(new URL(`${server.url}/slow`), { method: "GET", headers: {}, signal: stop.signal });
    await expect.poll(() => server.requests.length).toBe(1);
    const reason = new Error("stopped");
    stop.abort(reason);
    await expect(sending).rejects.toBe(reason);
  });
});

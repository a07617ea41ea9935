import net from "node:net";
import fc from "fast-check";
import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { isErrorCode } from "#app/protocol/errors.ts";
import { errorSchema } from "#app/protocol/responses.ts";
import { apiPaths } from "#tests/support/api-build.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi, type ApiAnswer } from "#tests/support/test-api.ts";
import { readCounters } from "#tests/support/read-metrics.ts";

const chatbot = shareChatbot();
const seed = 20_260_713;

const segment = fc.oneof(
  fc.constantFrom(
    "%ff",
    "%00",
    "..",
    ".",
    "%2e%2e",
    "%2f",
    "%",
    "api",
    "c",
    "x.data",
    "_root.data",
    "😀",
    "'",
    "--",
  ),
  fc.string({ maxLength: 30 }).map(encodeURIComponent),
  fc.uuid(),
);
const query = fc.oneof(
  fc.constantFrom(
    "",
    "?",
    "?cursor=%ff",
    "?limit=1e9",
    "?limit[]=1",
    "?before='--",
    "?_data=routes%2F_chat",
    "?index",
  ),
  fc.webQueryParameters().map((text) => `?${text}`),
);
const knownPath = fc
  .tuple(fc.constantFrom(...apiPaths, "/c/:id", "/", "/theme", "/manifest.webmanifest"), segment, query)
  .map(([path, id, rest]) => path.replace(/:\w+|\*/g, id.replaceAll("$", "")) + rest);
const anyPath = fc
  .tuple(fc.array(segment, { maxLength: 5 }), query)
  .map(([segments, rest]) => `/${segments.join("/")}${rest}`);
const body = fc.oneof(
  fc.constant(undefined),
  fc.jsonValue(),
  fc.string({ unit: "binary" }),
  fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
  fc.constantFrom(
    "[".repeat(50_000),
    '{"title":"\\ud800"}',
    '{"__proto__":{"title":1}}',
    "intent=delete&x=%ff",
  ),
  fc.record({ title: fc.jsonValue(), pinned: fc.jsonValue(), content: fc.jsonValue(), id: fc.jsonValue() }),
);
const headers = fc.oneof(
  fc.constant({}),
  fc.record(
    {
      "Content-Type": fc.constantFrom(
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "multipart/form-data",
        "\t",
      ),
      Accept: fc.constantFrom("text/event-stream", "*/*", "x".repeat(4_000)),
      Cookie: fc.constantFrom("theme=%ff", "=;=;", "a".repeat(4_000)),
      "X-Request-Id": fc.constantFrom("a b", "é", "x".repeat(300)),
      "X-Forwarded-Host": fc.constantFrom("evil.example", "%", "a,b"),
      "Accept-Encoding": fc.constantFrom("identity", "x-unknown;q=7", ";;,"),
      "If-None-Match": fc.constant("*"),
      Range: fc.constant("bytes=5-1"),
    },
    { requiredKeys: [] },
  ),
);
const request = fc.record({
  method: fc.constantFrom(
    "GET",
    "GET",
    "HEAD",
    "POST",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "LOCK",
  ),
  path: fc.oneof({ weight: 2, arbitrary: knownPath }, { weight: 1, arbitrary: anyPath }),
  body,
  headers,
});

/** A stack, a place in the program, an address of a server behind it, or SQL. */
const leakPattern = /.{0,40}(\\n\s+at |\n\s+at \S+ \(|node_modules|ECONN|select .* from).{0,80}/i;

/** After `..` is resolved, also when it is written as `%2e%2e`. */
const isOfApi = (path: string) => new URL(`http://127.0.0.1${path}`).pathname.startsWith("/api/");

function isContractError({ json }: ApiAnswer): boolean {
  const parsed = errorSchema.strict().safeParse(json);
  return parsed.success && isErrorCode(parsed.data.error.code);
}

describe("requests that make no sense", () => {
  it("are each answered without a server error: 400 of them", async () => {
    const api = new TestApi(chatbot().url, "fuzzer");
    for (const { method, path, body, headers } of fc.sample(request, { seed, numRuns: 400 })) {
      const sent = { method, path, body, headers };
      const answer = await api.call(method, path, { body, headers });
      expect({ ...sent, status: answer.status < 500 }).toEqual({ ...sent, status: true });
      if (isOfApi(path) && answer.status >= 400 && method !== "HEAD") {
        const told = { ...sent, text: answer.text.slice(0, 200) };
        expect({ ...told, isError: isContractError(answer) }).toEqual({ ...told, isError: true });
      }
      expect({ ...sent, leak: leakPattern.exec(answer.text)?.[0] }).toEqual({ ...sent, leak: undefined });
    }
    const problems = chatbot().logLines.filter((line) => /"level":"(error|fatal)"/.test(line));
    expect(problems).toEqual([]);
    const told = await readCounters(chatbot().url, "chatbot_client_errors_total");
    expect(told.filter(({ labels }) => labels["code"] === "internal")).toEqual([]);
    // Those that made sense after all were served; the server goes on.
    expect((await api.createConversation({ title: "Still here" })).title).toBe("Still here");
  });
});

describe("addresses that a router stumbles over", () => {
  const addresses = [
    "//evil.example",
    "/%5Cevil/%00",
    "/%2fevil",
    "/api/models.data",
    "/?_data=routes%2F_chat",
  ];
  it.each(addresses)("are not there: %s", async (path) => {
    const answer = await new TestApi(chatbot().url, "ada").get(path);
    expect([answer.status, isContractError(answer)]).toEqual([404, true]);
  });
});

describe("a form that is none", () => {
  it("is refused", async () => {
    const answer = await new TestApi(chatbot().url, "ada").post("/preferences", "{}");
    expect(answer.status).toBe(400);
  });

  it.each(["/?index", `/c/${newId()}`])("is answered at %s with a page that says so", async (path) => {
    const api = new TestApi(chatbot().url, "ada");
    for (const type of ["application/json", "multipart/form-data; boundary=x"]) {
      const answer = await api.post(path, "{}", { headers: { "Content-Type": type } });
      expect(answer.status).toBe(400);
      expect(answer.text).toContain("The form could not be read.");
    }
  });
});

describe("bytes that are no HTTP", () => {
  const hostile: [string, string | Buffer][] = [
    ["random bytes", Buffer.from(Array.from({ length: 300 }, (_, index) => (index * 7919) % 256))],
    ["a TLS hello", Buffer.from("16030100c8010000c40303", "hex")],
    [
      "two lengths",
      "POST /api/conversations HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nabcde",
    ],
    [
      "length and chunks",
      "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
    ],
    ["headers without end", `GET / HTTP/1.1\r\nHost: x\r\nX: ${"y".repeat(40_000)}\r\n\r\n`],
    ["no Host", "GET /api/healthz HTTP/1.1\r\n\r\n"],
    [
      "an upgrade to nothing",
      "GET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
    [
      "a broken handshake",
      "GET /api/chat HTTP/1.1\r\nHost: x\r\nX-Forwarded-User: ada\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: short\r\n\r\n",
    ],
    [
      "an absolute address",
      "GET http://evil.example/api/userinfo HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
    ],
    ["a tunnel", "CONNECT evil.example:443 HTTP/1.1\r\nHost: evil.example\r\n\r\n"],
  ];
  it.each(hostile)("are answered or cut, and harm nobody: %s", async (_, bytes) => {
    const { hostname, port } = new URL(chatbot().url);
    const socket = net.connect(Number(port), hostname);
    const pieces: Buffer[] = [];
    socket.on("data", (piece: Buffer) => pieces.push(piece)).on("error", () => undefined);
    socket.end(bytes);
    // Who gets no answer must not hold a socket of the server's for ever.
    await expect.poll(() => socket.closed, { timeout: 5_000 }).toBe(true);
    expect(Buffer.concat(pieces).toString()).toMatch(/^$|^HTTP\/1\.1 [2-4]\d\d /);
    expect((await new TestApi(chatbot().url).get("/api/healthz")).status).toBe(200);
  });

  it("may be a client that goes away in the middle of its body", async () => {
    const { hostname, port } = new URL(chatbot().url);
    for (const path of ["/api/conversations", `/api/conversations/${newId()}/messages`, "/"]) {
      const socket = net.connect(Number(port), hostname).on("error", () => undefined);
      socket.write(
        `POST ${path} HTTP/1.1\r\nHost: ${hostname}\r\nX-Forwarded-User: ada\r\nContent-Length: 500\r\n\r\n{"con`,
      );
      await new Promise((resolve) => setTimeout(resolve, 50));
      socket.resetAndDestroy();
    }
    expect((await new TestApi(chatbot().url, "ada").get("/api/userinfo")).status).toBe(200);
    expect(chatbot().logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  });
});

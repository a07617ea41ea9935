import net from "node:net";
import { describe, expect, it } from "vitest";
import { shareChatbot, type TestChatbot } from "#tests/support/start-chatbot.ts";
import { errorOf, TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

/** Bytes as they are, for what no HTTP library would send. */
async function sendRaw({ url }: TestChatbot, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname).on("error", () => undefined);
  const pieces: Buffer[] = [];
  socket.on("data", (piece: Buffer) => pieces.push(piece));
  socket.end(bytes);
  await expect.poll(() => socket.closed).toBe(true);
  return Buffer.concat(pieces).toString();
}

const rawGet = (target: string, host: string) =>
  `GET ${target} HTTP/1.1\r\nHost: ${host}\r\nX-Forwarded-User: ada\r\nConnection: close\r\n\r\n`;

describe("a quickstart that a page elsewhere was rebound to", () => {
  const quickstart = shareChatbot({ env: { DEFAULT_USER_ID: "local" } });
  const rebound = { Host: "evil.example:3000" };

  it("answers nothing at all, whatever the page says of its user", async () => {
    const api = new TestApi(quickstart().url);
    const own = await api.createConversation({ title: "Private" });
    const paths: [string, string][] = [
      ["GET", "/"],
      ["GET", `/c/${own.id}`],
      ["GET", `/c/${own.id}.data`],
      ["GET", "/api/conversations"],
      ["GET", "/api/export"],
      ["POST", "/api/conversations"],
      ["POST", "/"],
      ["DELETE", `/api/conversations/${own.id}`],
      ["GET", "/metrics"],
      ["GET", "/favicon.svg"],
      ["GET", "/api/healthz"],
      ["GET", "/share/x"],
    ];
    for (const [method, path] of paths) {
      for (const user of [{}, { "X-Forwarded-User": "local" }]) {
        const answer = await api.call(method, path, { headers: { ...rebound, ...user } });
        expect([method, path, answer.status, errorOf(answer).code]).toEqual([
          method,
          path,
          403,
          "forbidden_host",
        ]);
        expect(answer.text).not.toContain("Private");
      }
    }
    expect((await api.listConversations()).items).toMatchObject([{ id: own.id }]);
  });

  it("opens it no socket", async () => {
    for (const user of [null, "local"])
      await expect(TestClient.connect(quickstart().url, { user, headers: rebound })).rejects.toThrow("403");
  });

  it("serves this machine's own names as before", async () => {
    const port = new URL(quickstart().url).port;
    for (const Host of [`localhost:${port}`, `127.0.0.1:${port}`, `[::1]:${port}`]) {
      const answer = await new TestApi(quickstart().url).get("/api/userinfo", { headers: { Host } });
      expect(answer.json).toEqual({ id: "local", name: null, email: null });
    }
  });
});

describe("a server behind a public address on this machine", () => {
  const chatbot = shareChatbot({ env: { PUBLIC_URL: "https://chat.example.org" }, pages: false });

  it("answers under the names that proxies and probes use", async () => {
    for (const Host of ["chat.example.org", "10.0.0.3:3000", "chatbot.default.svc"]) {
      const answer = await new TestApi(chatbot().url, "ada").get("/api/userinfo", { headers: { Host } });
      expect(answer.status).toBe(200);
    }
  });

  it("refuses what is no host or no request target with 400, and says so at debug", async () => {
    const lines = [
      rawGet("/api/userinfo", "127.0.0.1:99999"),
      rawGet("/api/userinfo", "a b"),
      rawGet("/api/userinfo", "localhost@evil.com"),
      rawGet("/api/userinfo", "a\r\nHost: b"),
      rawGet("*", "chat.example.org"),
      rawGet("ftp://chat.example.org/", "chat.example.org"),
      rawGet("http://a:99999/", "chat.example.org"),
    ];
    for (const line of lines)
      expect([line, await sendRaw(chatbot(), line)]).toEqual([
        line,
        expect.stringMatching(/^HTTP\/1\.1 400 /),
      ]);
    const told = chatbot().logLines.filter((line) => line.includes("refused a request"));
    expect(told.length).toBeGreaterThan(0);
    expect(told.every((line) => line.includes('"level":"debug"'))).toBe(true);
    expect(chatbot().logLines.filter((line) => /"level":"(warn|error|fatal)"/.test(line))).toEqual([]);
  });

  it("serves an absolute target", async () => {
    const answer = await sendRaw(
      chatbot(),
      rawGet("http://chat.example.org/api/userinfo", "chat.example.org"),
    );
    expect(answer).toMatch(/^HTTP\/1\.1 200 [^]*"id":"ada"/);
  });

  it("is not led to another port by a forwarded host that is none", async () => {
    for (const forwarded of ["x:99999", "a b:1", "%"]) {
      const answer = await new TestApi(chatbot().url, "ada").get("/api/userinfo", {
        headers: { "X-Forwarded-Host": forwarded },
      });
      expect(answer.status).toBe(200);
    }
  });
});

describe("what a browser keeps", () => {
  const chatbot = shareChatbot();

  it("is nothing of what is somebody's own", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const { id } = await api.createConversation({ title: "Private" });
    const own = [
      "/",
      `/c/${id}`,
      `/c/${id}.data`,
      "/search?q=x",
      "/settings",
      "/api/userinfo",
      "/api/conversations",
      "/api/search?q=x",
      "/api/export",
      `/api/conversations/${id}/export?format=md`,
      "/api/nothing",
      "/nothing",
    ];
    for (const path of own) {
      const { headers } = await api.get(path);
      expect([path, headers["cache-control"]]).toEqual([path, "private, no-store"]);
    }
    expect((await api.get("/accent.css")).headers["cache-control"]).toContain("public");
    expect((await api.get("/favicon.svg")).headers["cache-control"]).toContain("max-age");
  });

  it("is no cookie from what is the same for everybody", async () => {
    const api = new TestApi(chatbot().url, "bea");
    await api.createConversation({ title: "Read me after" });
    const { id: conversationId } = await api.createConversation({ title: "Shared" });
    await api.ask(conversationId, "Hi");
    const share = (await api.post("/api/shares", { conversationId })).json as { id: string };
    const open = [
      "/accent.css",
      "/manifest.webmanifest",
      "/offline",
      "/diagram",
      "/favicon.svg",
      `/share/${share.id}`,
      "/api/healthz",
      "/api/readyz",
      "/api/openapi.json",
    ];
    const headers = { "Sec-Fetch-Site": "same-origin" };
    for (const path of open) {
      const answer = await api.get(path, { headers });
      expect([path, answer.status, answer.headers["set-cookie"]]).toEqual([path, 200, undefined]);
    }
    expect((await api.get("/", { headers })).headers["set-cookie"]).toHaveLength(1);
  });

  it("may not be loaded by other sites", async () => {
    for (const path of ["/", "/api/userinfo", "/favicon.svg", "/nothing"]) {
      const { headers } = await new TestApi(chatbot().url, "ada").get(path);
      expect([path, headers["cross-origin-resource-policy"]]).toEqual([path, "same-origin"]);
    }
  });

  it("leads back to this site only", async () => {
    const tricks = ["/\t/evil.com", "/./\\evil.com", "//evil.com", "/\n", "/\0", "/\u2028", "/é\r\nX: y"];
    for (const returnTo of tricks) {
      const answer = await new TestApi(chatbot().url, "ada").post(
        "/preferences",
        new URLSearchParams({ theme: "dark", returnTo }).toString(),
        { headers: { "Content-Type": "application/x-www-form-urlencoded" } },
      );
      expect([returnTo, answer.status, answer.headers["location"]]).toEqual([returnTo, 302, "/"]);
    }
  });
});

describe("a write", () => {
  const chatbot = shareChatbot({ pages: false });

  it("that a browser says comes from another site does not pass for want of an Origin", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const own = { Origin: chatbot().url };
    const refused = [
      { "Sec-Fetch-Site": "cross-site" },
      { "Sec-Fetch-Site": "same-site" },
      { "Sec-Fetch-Site": "cross-site", ...own },
    ];
    const passed = [{ "Sec-Fetch-Site": "same-origin" }, { "Sec-Fetch-Site": "none" }, {}, own];
    for (const headers of refused)
      expect((await api.post("/api/conversations", {}, { headers })).status).toBe(403);
    for (const headers of passed)
      expect((await api.post("/api/conversations", {}, { headers })).status).toBe(201);
  });

  it("whose Origin has another port than the Host is one line in the log, with the remedy", async () => {
    const api = new TestApi(chatbot().url, "ada");
    const headers = { Host: "localhost", Origin: "http://localhost:8443" };
    for (let times = 0; times < 3; times += 1)
      expect((await api.post("/api/conversations", {}, { headers })).status).toBe(403);
    await expect(TestClient.connect(chatbot().url, { headers })).rejects.toThrow("403");
    const lines = chatbot().logLines.filter((line) => line.includes('"level":"warn"'));
    expect(lines).toHaveLength(1);
    for (const part of ["http://localhost:8443", '"host":"localhost"', "PUBLIC_URL"])
      expect(lines[0]).toContain(part);
    const told = { ...headers, "X-Forwarded-Port": "8443" };
    expect((await api.post("/api/conversations", {}, { headers: told })).status).toBe(201);
  });

  it("by a name with invisible characters is nobody's", async () => {
    const bytes = (text: string) => Buffer.from(text).toString("latin1");
    for (const name of ["ada\u202e", "a\u200bda", "ada\ufeff", "ada\u00a0"]) {
      const answer = await new TestApi(chatbot().url, bytes(name)).get("/api/userinfo");
      expect([name, answer.status]).toEqual([name, 401]);
    }
    const lines = chatbot().logLines.filter((line) => line.includes("nobody is signed in"));
    expect(lines).toHaveLength(1);
  });
});

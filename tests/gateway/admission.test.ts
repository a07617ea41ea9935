import { describe, expect, it } from "vitest";
import { tokens } from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { closeCode } from "#app/protocol/frames.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({ pages: false });

const connect = (user: string | null, headers: Record<string, string | string[]> = {}) =>
  TestClient.connect(chatbot().url, { user, headers });

describe("the upgrade of /api/chat", () => {
  it("names the user as the trusted headers do", async () => {
    const headers = { "X-Forwarded-Email": "ada@example.org", "X-Forwarded-Preferred-Username": "Ada L." };
    const client = await connect("ada", headers);
    const hello = await client.expect("hello");
    expect(hello).toEqual({
      type: "hello",
      protocol: 1,
      user: { id: "ada", name: "Ada L.", email: "ada@example.org" },
      limits: { messageLength: 200_000, frameBytes: 1_048_576 },
      writable: true,
    });
  });

  it("is refused with 401 without a user, and with an empty or a repeated one", async () => {
    await expect(connect(null)).rejects.toThrow("401");
    await expect(connect("")).rejects.toThrow("401");
    await expect(connect("  ")).rejects.toThrow("401");
    await expect(connect(null, { "X-Forwarded-User": ["ada", "eve"] })).rejects.toThrow("401");
  });

  it("is refused with 403 from a foreign page, also when it knows the user", async () => {
    const origins = ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost.evil.example"];
    for (const origin of origins) await expect(connect("ada", { Origin: origin })).rejects.toThrow("403");
  });

  it("is granted to the app's own pages, and to programs, which send no Origin", async () => {
    for (const headers of [{ Origin: chatbot().url }, {}]) {
      const client = await connect("ada", headers);
      await client.expect("hello");
    }
  });

  it("is answered in JSON when it is refused", async () => {
    const { host } = new URL(chatbot().url);
    const response = await fetch(`http://${host}/api/chat`, { headers: { "X-Forwarded-User": "ada" } });
    expect(response.status).toBe(426);
    expect(response.headers.get("upgrade")).toBe("websocket");
    expect(await response.json()).toMatchObject({ error: { code: "upgrade_required" } });
  });
});

describe("a server behind a public address", () => {
  const behindProxy = shareChatbot({ pages: false, env: { PUBLIC_URL: "https://chat.example.org" } });

  it("takes upgrades from the pages of that address only", async () => {
    const connectFrom = (origin: string) =>
      TestClient.connect(behindProxy().url, { headers: { Origin: origin } });
    await (await connectFrom("https://chat.example.org")).expect("hello");
    await expect(connectFrom("http://chat.example.org")).rejects.toThrow("403");
    await expect(connectFrom(behindProxy().url)).rejects.toThrow("403");
  });
});

describe("a server that trusts no proxy but one far away", () => {
  const distrustful = shareChatbot({ pages: false, env: { TRUSTED_PROXIES: "10.9.8.7" } });

  it("believes no header of others", async () => {
    await expect(TestClient.connect(distrustful().url)).rejects.toThrow("401");
  });
});

describe("a socket whose sign-in is to be shown again", () => {
  const shortSession = shareChatbot({ pages: false, env: { SOCKET_SESSION_SECONDS: "1" } });

  it("is closed with 4401 while nothing is written, and its next one goes on", async () => {
    const client = await TestClient.connect(shortSession().url);
    expect(await client.closed).toBe(closeCode.signInAgain);
    await (await TestClient.connect(shortSession().url)).expect("hello");
  });

  it("sees a short answer that is being written then to its end", async () => {
    const { model, url } = shortSession();
    model.answerTo("count", tokens(14, { gapMs: 100 }));
    const client = await TestClient.connect(url);
    const { generationId } = await client.ask("count");
    await client.finished(generationId);
    expect(await client.closed).toBe(closeCode.signInAgain);
  });
});

import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { closeCode } from "#app/protocol/frames.ts";
import { stall } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

const start = (env: Record<string, string>) => startChatbot({ pages: false, env });

describe("limits", () => {
  it("refuses the socket over LIMIT_SOCKETS_PER_USER with 429, and takes one again when another is closed", async () => {
    const { url } = await start({ LIMIT_SOCKETS_PER_USER: "2" });
    const first = await TestClient.connect(url);
    await TestClient.connect(url);
    await expect(TestClient.connect(url)).rejects.toThrow("429");
    await TestClient.connect(url, { user: "somebody else" });
    first.socket.close();
    await first.closed;
    await expect.poll(() => TestClient.connect(url).then(() => "open", String)).toBe("open");
  });

  it("refuses the answers over LIMIT_GENERATIONS_PER_USER, also when they are asked for in one burst", async () => {
    const { url, model } = await start({ LIMIT_GENERATIONS_PER_USER: "2" });
    model.script(stall({ before: 2 }));
    const client = await TestClient.connect(url);
    const ids = Array.from({ length: 5 }, () => newId());
    for (const id of ids) client.send({ type: "message.send", id, content: `${id}?` });
    await expect.poll(() => client.framesOf("error").length).toBe(3);
    expect(
      client.framesOf("error").every(({ code, retryable }) => code === "rate_limited" && retryable),
    ).toBe(true);
    await expect.poll(() => client.framesOf("message.accepted").length).toBe(2);
    expect(model.openStreams).toBe(2);

    // What was accepted is told again although there is no room, and what was refused goes in when there is.
    const [accepted] = client.framesOf("message.accepted");
    const again = await TestClient.connect(url);
    expect((await again.ask("again", { id: accepted?.id ?? "" })).generationId).toBe(accepted?.generationId);
    await (await TestClient.connect(url, { user: "somebody else" })).ask("Room?");
    client.send({ type: "generation.stop", generationId: accepted?.generationId ?? "" });
    await client.finished(accepted?.generationId ?? "");
    await client.ask("Now", { id: client.framesOf("error")[0]?.ref ?? "" });
  });

  it("closes a socket with 1009 for a frame over LIMIT_FRAME_BYTES", async () => {
    const { url } = await start({ LIMIT_FRAME_BYTES: "4096" });
    const client = await TestClient.connect(url);
    expect((await client.expect("hello")).limits.frameBytes).toBe(4096);
    await client.ask("x".repeat(3_900));
    client.send({ type: "message.send", id: newId(), content: "x".repeat(4_096) });
    expect(await client.closed).toBe(closeCode.messageTooBig);
  });

  it("closes a socket with 1008 that sends more than LIMIT_FRAMES_PER_SECOND for ten seconds' worth", async () => {
    const { url } = await start({ LIMIT_FRAMES_PER_SECOND: "5" });
    const client = await TestClient.connect(url);
    const send = () => client.send({ type: "conversation.unwatch", conversationId: newId() });
    for (let sent = 0; sent < 40; sent += 1) send();
    await client.settled();
    for (let sent = 0; sent < 100; sent += 1) send();
    expect(await client.closed).toBe(closeCode.policyViolation);
  });
});

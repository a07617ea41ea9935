import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestClient } from "#tests/support/test-client.ts";

describe("a turn over the socket", () => {
  it("is accepted after its commit, streams in order and ends with the whole message", async () => {
    const { url } = await startChatbot({ pages: false });
    const client = await TestClient.connect(url);
    const hello = await client.expect("hello");
    expect(hello).toMatchObject({ protocol: 1, user: { id: "ada" } });
    const id = newId();
    client.send({ type: "message.send", id, content: "one two three four" });
    const accepted = await client.expect("message.accepted");
    expect(accepted).toMatchObject({ id, message: { id, role: "user", content: "one two three four" } });
    const finished = await client.expect("generation.finished");
    expect(finished.message.status).toBe("complete");
    expect(client.textOf(accepted.generationId)).toBe(finished.message.content);
    const types = client.frames.map(({ type }) => type).filter((type) => type !== "conversation.updated");
    expect(types.slice(0, 3)).toEqual(["hello", "message.accepted", "generation.started"]);
    const seqs = client.frames.flatMap((frame) => (frame.type === "generation.delta" ? [frame.seq] : []));
    expect(seqs).toEqual(seqs.map((_, index) => index + 1));
    expect(finished.seq).toBe(seqs.length + 1);
  });
});

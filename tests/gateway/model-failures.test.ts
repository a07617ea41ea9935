import { v7 as newId } from "uuid";
import { describe, expect, it } from "vitest";
import {
  cutAfter,
  echo,
  events,
  htmlError,
  httpBody,
  inBandError,
  overloaded429,
  overloadedInBand,
  refuseAfterAccept,
  silent,
  stall,
  type Answer,
} from "#tests/support/scripted-model.ts";
import { shareChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const chatbot = shareChatbot({
  pages: false,
  env: { LLM__TIMEOUT_MS: "1500", LIMIT_QUEUE_SECONDS: "1", MODEL_BREAKER_FAILURES: "1000" },
});

interface Failure {
  how: string;
  answer: Answer;
  code: string;
  /** What arrived before. */
  kept?: string;
}

const failures: Failure[] = [
  { how: "cuts the connection before a word", answer: refuseAfterAccept(), code: "model_unavailable" },
  { how: "answers 503 in HTML", answer: htmlError(503), code: "model_unavailable" },
  { how: "answers 429", answer: overloaded429(), code: "model_overloaded" },
  { how: "is overloaded inside the stream", answer: overloadedInBand(), code: "model_overloaded" },
  { how: "answers 500", answer: httpBody(500, "text/plain", "boom"), code: "model_failed" },
  { how: "rejects the request", answer: inBandError("Input validation error: no"), code: "model_rejected" },
  { how: "says nothing", answer: silent, code: "model_timeout" },
  { how: "falls silent", answer: stall({ before: 2 }), code: "model_timeout", kept: " t0 t1" },
  { how: "is cut off", answer: cutAfter(3, "reset"), code: "model_truncated", kept: " t0 t1 t2" },
  { how: "ends without an end", answer: cutAfter(3, "clean"), code: "model_truncated", kept: " t0 t1 t2" },
  { how: "fails in the middle", answer: inBandError("CUDA error", 2), code: "model_failed", kept: " t0 t1" },
  { how: "speaks no JSON", answer: events(["<html>", "[DONE]"]), code: "model_failed" },
];

describe("an answer whose model", () => {
  it.each(failures)(
    "$how fails as $code and keeps what arrived",
    async ({ how, answer, code, kept = "" }) => {
      const { model, url } = chatbot();
      model.answerTo(how, answer);
      const client = await TestClient.connect(url, { user: how });
      const api = new TestApi(url, how);
      const { generationId, conversation } = await client.ask(how);
      const { message } = await client.finished(generationId);
      expect(message).toMatchObject({ status: "failed", content: kept, error: { code } });
      expect(client.textOf(generationId)).toBe(kept);
      expect(JSON.stringify(message)).not.toContain("127.0.0.1");
      const { items } = await api.listMessages(conversation.id);
      expect(items.at(-1)).toEqual(message);
      expect(await api.findConversation(conversation.id)).toMatchObject({ generating: false });
      // The conversation goes on as if nothing had happened.
      const next = await api.ask(conversation.id, `after: ${how}`);
      expect(next.assistantMessage.status).toBe("complete");
    },
  );
});

describe("message.regenerate after a failure", () => {
  it("answers the message that was left open", async () => {
    const { model, url } = chatbot();
    model.answerTo("Try", htmlError(500));
    const client = await TestClient.connect(url, { user: "patient" });
    const { generationId, message } = await client.ask("Try");
    const failed = await client.finished(generationId);
    model.answerTo("Try", echo());
    const id = newId();
    client.send({ type: "message.regenerate", id, messageId: failed.message.id });
    expect((await client.finished(id)).message).toMatchObject({
      status: "complete",
      parentId: message.id,
      content: "You said: Try",
      siblingIds: [failed.message.id, expect.any(String)],
    });
  });
});

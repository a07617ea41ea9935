import { describe, expect, it } from "vitest";
import { echo, httpJson, type Answer, lastUserText } from "#tests/support/scripted-model.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";
import { TestClient } from "#tests/support/test-client.ts";

const loading = httpJson(
  503,
  { error: { code: 503, message: "Loading model", type: "unavailable_error" } },
  { "retry-after": "0" },
);

/** Answers so many requests by the first, and then as usual. */
function firstly(count: number, refusal: Answer, then: Answer): Answer {
  let left = count;
  return (request) => {
    const answer = left-- > 0 ? refusal : then;
    return typeof answer === "function" ? answer(request) : answer;
  };
}

describe("a model that is loaded while it is asked", () => {
  it("is waited for, says so, and opens no breaker, however long it takes", async () => {
    const { model, url } = await startChatbot({ pages: false, env: { MODEL_BREAKER_FAILURES: "2" } });
    model.script(firstly(6, loading, echo()));
    const client = await TestClient.connect(url);
    const { generationId } = await client.ask("Hello");
    await client.expect("generation.queued", ({ reason }) => reason === "loading");
    expect((await client.finished(generationId)).message).toMatchObject({
      status: "complete",
      content: "You said: Hello",
    });
    expect(await readCount(url, "chatbot_model_breaker_state")).toBe(0);
  });

  it("is given up after LIMIT_QUEUE_SECONDS, in words of its own", async () => {
    const { model, url } = await startChatbot({ pages: false, env: { LIMIT_QUEUE_SECONDS: "1" } });
    model.script(loading);
    const client = await TestClient.connect(url);
    const { generationId } = await client.ask("Hello");
    expect((await client.finished(generationId)).message).toMatchObject({
      status: "failed",
      error: { code: "model_loading" },
    });
  });
});

/** llama.cpp on `-c 2048 -np 2`, say, after it had more. */
const overflow: Answer = (request) => {
  const length = JSON.stringify(request.body).length;
  if (length < 6_000) return echo()(request);
  return httpJson(400, {
    error: {
      code: 400,
      message: "request (3000 tokens) exceeds the available context size (1024 tokens), try increasing it",
      type: "exceed_context_size_error",
      n_prompt_tokens: 3000,
      n_ctx: 1024,
    },
  });
};

describe("a model that came back with a smaller window", () => {
  it("tells it by its refusal, and answers what fits", async () => {
    const { model, url } = await startChatbot({ pages: false, modelOptions: { maxTotalTokens: 32_768 } });
    const api = new TestApi(url, "ada");
    const client = await TestClient.connect(url);
    const first = await client.ask("word ".repeat(1_000));
    await client.finished(first.generationId);
    model.script(overflow);
    const { generationId } = await client.ask("Hello", { conversationId: first.conversation.id });
    const { message } = await client.finished(generationId);
    expect(message).toMatchObject({ status: "complete", content: "You said: Hello" });
    expect(message.context).toMatchObject({ firstMessageId: expect.any(String) });
    expect(model.chats.length).toBeGreaterThanOrEqual(3);
    const again = await api.ask(first.conversation.id, "And now?");
    expect(again.assistantMessage.status).toBe("complete");
    // The window is known now: nothing is refused any more. Titles are asked for beside.
    expect(model.chats.filter((chat) => lastUserText(chat) === "And now?")).toHaveLength(1);
  });
});

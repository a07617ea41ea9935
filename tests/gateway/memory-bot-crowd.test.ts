import { expect, it } from "vitest";
import { memoryBotReplySchema } from "#app/protocol/memory-bot.ts";
import { bodyOf, splitTokens, tokens, type RecordedRequest } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const conversations = 20;
const turnsEach = process.env["CI"] ? 50 : 10;
const windowTokens = 600;

interface Sent {
  role: string;
  content: string;
}

const sentTo = (request: RecordedRequest) => bodyOf(request)["messages"] as Sent[];

/** Answers with a mark made from the question, so that a mixed or lost memory shows. */
const answerTo = (question: string) => `answer to ${question}`;
const mark = (request: RecordedRequest) => {
  const question = sentTo(request).at(-1)?.content ?? "";
  return tokens(splitTokens(answerTo(question)), { gapMs: 1 })(request);
};

const question = (talk: number, turn: number) => `talk ${talk} turn ${turn} ${"word ".repeat(12)}end`;

it(
  `keeps ${conversations * turnsEach} turns in ${conversations} conversations at once apart, whole, in order and within the window`,
  { timeout: 240_000 },
  async () => {
    const { url, model } = await startChatbot({
      pages: false,
      modelOptions: { answer: mark, maxTotalTokens: windowTokens },
      env: { LLM__MAX_TOKENS: "100", LLM__CONTEXT_LENGTH: String(windowTokens) },
    });
    const api = new TestApi(url, "ada");
    const post = async (body: object) => {
      const answer = await api.post("/", body);
      expect([answer.status, answer.text]).toEqual([200, expect.any(String)]);
      return memoryBotReplySchema.parse(answer.json);
    };
    const talks = await Promise.all(
      Array.from({ length: conversations }, async (_, talk) => ({
        talk,
        ...(await post({ context: `You are number ${talk}.`, prompt: question(talk, 0) })),
      })),
    );
    expect(new Set(talks.map(({ id }) => id)).size).toBe(conversations);

    // All of a conversation at once: its turns queue up; the order of arrival is the network's.
    const replies = await Promise.all(
      talks.flatMap(({ talk, id }) =>
        Array.from({ length: turnsEach - 1 }, async (_, index) => {
          const prompt = question(talk, index + 1);
          return post({ id, prompt });
        }),
      ),
    );
    for (const { prompt, reply } of replies) expect(reply).toBe(answerTo(prompt).trimEnd());

    for (const { talk, conversationId } of talks) {
      const { items } = await api.listMessages(conversationId, "?limit=200");
      expect(items).toHaveLength(2 * turnsEach);
      const asked = items.filter(({ role }) => role === "user").map(({ content }) => content);
      expect(new Set(asked)).toEqual(
        new Set(Array.from({ length: turnsEach }, (_, turn) => question(talk, turn))),
      );
      items.forEach((message, index) => {
        expect(message.siblingIds).toHaveLength(1);
        if (message.role === "assistant") expect(message.content).toBe(answerTo(items[index - 1]!.content));
      });
      // What the model saw at each turn is the newest part of what came before, word for word.
      const texts = items.map(({ content }) => content);
      const chats = model.chats.filter((chat) => isOf(sentTo(chat), talk));
      expect(chats).toHaveLength(turnsEach);
      for (const chat of chats) {
        const [system, ...memory] = sentTo(chat);
        expect(system).toEqual({ role: "system", content: `You are number ${talk}.` });
        const end = texts.indexOf(memory.at(-1)!.content) + 1;
        expect(memory.map(({ content }) => content)).toEqual(texts.slice(end - memory.length, end));
        expect(memory[0]?.role).toBe("user");
        const sentTokens = sentTo(chat).reduce((sum, { content }) => sum + splitTokens(content).length, 0);
        expect(sentTokens).toBeLessThanOrEqual(windowTokens - 100);
      }
      // The window is full long before the end, and memory goes on.
      const longest = Math.max(...chats.map((chat) => sentTo(chat).length));
      expect(longest).toBeGreaterThan(3);
      expect(longest).toBeLessThan(2 * turnsEach);
    }
  },
);

/** Titles are asked for as well, by a last message of our own. */
function isOf(messages: Sent[], talk: number): boolean {
  return messages.at(-1)?.content.startsWith(`talk ${talk} turn `) ?? false;
}

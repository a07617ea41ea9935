import { describe, expect, it } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { findTitle } from "./title.ts";

const chat = (...messages: [role: string, content: string][]): ChatMessage[] =>
  messages.map(([role, content]) => ({ role, content }));

const instruction =
  "Now provide a short title for the conversation in less than 10 words, using the same language as the user.";

describe("a title", () => {
  it("is made of the first words of the person, wherever the request stands", () => {
    const turn: [string, string][] = [
      ["user", "how do I bake *good* bread at home without an oven?"],
      ["assistant", "With patience."],
    ];
    const title = "How do I bake good bread";
    expect(findTitle(chat(...turn, ["user", instruction]))).toBe(title);
    expect(findTitle(chat(...turn, ["system", instruction]))).toBe(title);
    expect(findTitle(chat(["system", instruction], ...turn))).toBe(title);
    expect(findTitle(chat(["system", "Be kind."], ...turn, ["user", instruction]))).toBe(title);
  });

  it("answers the request that this product makes", () => {
    const request =
      "Give this conversation a title of at most eight words, in the language of my first message. Answer with the title only.";
    const messages = chat(["user", "Grüß dich, wie geht es?"], ["assistant", "Gut."], ["user", request]);
    expect(findTitle(messages)).toBe("Grüß dich, wie geht es");
  });

  it("is found in a transcript inside the request", () => {
    const transcript = "User: Plan a trip to Rome\nAssistant: Gladly.";
    const title = "Plan a trip to Rome";
    expect(findTitle(chat(["user", `${instruction}\n\n${transcript}`]))).toBe(title);
    expect(findTitle(chat(["system", instruction], ["user", transcript]))).toBe(title);
  });

  it("answers the summary requests of older chats too", () => {
    const request = "Now Provide a short summarization for the above messages in less than 10 words.";
    expect(findTitle(chat(["user", "Hello there"], ["assistant", "Hi."], ["system", request]))).toBe(
      "Hello there",
    );
  });

  it.each([
    ["请问怎样用面粉和水做出好吃的面包呢？谢谢你的帮助", /^请问怎样.{1,20}$/u],
    ["élan vital, c'est quoi ?", /^Élan vital, c'est quoi$/u],
    ["“Quoted” and `code`", /^Quoted and code$/u],
    ["🎉🎉", /^🎉🎉$/u],
    ["```js\nlet x = 1\n```", /^Untitled$/u],
    ["w".repeat(300), /^Ww{47}$/u],
  ])("is short, plain and in the person's language: %s", (firstWords, expected) => {
    expect(findTitle(chat(["user", firstWords], ["assistant", "."], ["user", instruction]))).toMatch(
      expected,
    );
  });

  it("is not given to questions that merely speak of titles", () => {
    expect(findTitle(chat(["user", "What is the title of your favourite book?"]))).toBeUndefined();
    expect(findTitle(chat(["user", "Can I rename a conversation's title?"]))).toBeUndefined();
    expect(findTitle(chat(["system", "You are kind."], ["user", "Hello"]))).toBeUndefined();
  });
});

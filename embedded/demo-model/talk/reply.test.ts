import { describe, expect, it } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { introduction } from "./introduction.ts";
import { createLibrary } from "./library.ts";
import { replyTo } from "./reply.ts";

const library = createLibrary([
  { title: "Chatbot", text: "# Chatbot\n## Backup\nRun `pg_dump` on the primary every night." },
]);

/** The person's messages with an answer between each two. */
const conversation = (...texts: string[]): ChatMessage[] =>
  texts.flatMap((content, index) => [
    ...(index > 0 ? [{ role: "assistant", content: "An earlier answer." }] : []),
    { role: "user", content },
  ]);
const reply = (...texts: string[]) => replyTo(conversation(...texts), library).text;

describe("the demo model's reply", () => {
  it("begins a conversation by saying that it is a demo and how to set LLM", () => {
    const first = reply("Hello");
    expect(first.startsWith(introduction)).toBe(true);
    expect(introduction).toMatch(/demo model.*not a language model/);
    expect(introduction).toContain("LLM=http://your-tgi:8080 npm start");
    expect(reply("Hello", "Hello again")).not.toContain("LLM=");
  });

  it("is the same for the same conversation", () => {
    for (const text of ["Hello", "How do I make a backup?", "Write a long answer", "/demo long 50"]) {
      expect(reply(text)).toBe(reply(text));
    }
  });

  it("quotes the documents with the section's title", () => {
    expect(reply("Hi", "How do I make a backup?")).toBe(
      "The documents say this under **Chatbot › Backup**:\n\n> Run `pg_dump` on the primary every night.",
    );
  });

  it("says so when it knows nothing", () => {
    expect(reply("Hi", "Who painted the Mona Lisa?")).toContain("I found nothing about that");
  });

  it.each([
    ["Show me a table", /\|:---\|:---:\|---:\|/],
    ["a table, please", /\|:---\|:---:\|---:\|/],
    ["write some code", /```ts[\s\S]*```python[\s\S]*```sql/],
    ["Write a Python function", /^Some Python:\n\n```python/],
    ["show me some math", /\$\$\n\\int/],
    ["give me a list", /^- \[x\] /m],
    ["Show me some markdown", /^> A quotation/m],
    ["count to 12", /^1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12\.$/],
    ["Hello!", /^Hello\./],
    ["thanks a lot", /^You are welcome\.$/],
    ["who are you?", /not a language model/],
    ["What can you show me?", /\/demo fail[\s\S]*\/demo think/],
  ])("answers “%s”", (request, expected) => {
    expect(reply("Hi", request)).toMatch(expected);
  });

  it("gives a long answer when asked for one", () => {
    expect(reply("Hi", "Please write a long answer about anything").length).toBeGreaterThan(3000);
  });

  it("does not take a question about a table in the documents for a wish to see any table", () => {
    expect(reply("Hi", "show me the backup table")).not.toContain("Mercury");
  });

  it("remembers what the person said", () => {
    expect(reply("Bread needs time.", "And salt.", "What did I say first?")).toContain("> Bread needs time.");
    expect(reply("Bread needs time.", "And salt.", "What did I say before?")).toContain("> And salt.");
    expect(reply("Bread needs time.", "And salt.", "What did I say?")).toContain(
      "1. Bread needs time.\n2. And salt.",
    );
    expect(reply("Hi, my name is Ada.", "What is my name?")).toBe("You said that your name is **Ada**.");
    expect(reply("Hi", "What's my name?")).toContain("You have not told me");
  });

  it("goes on from the last character of an answer that broke off", () => {
    const whole = reply("Show me a table");
    const begun = { role: "assistant", content: whole.slice(0, 500) };
    expect(replyTo([...conversation("Show me a table"), begun], library).text).toBe(whole.slice(500));
    expect(replyTo([...conversation("Hi"), { role: "assistant", content: "Else." }], library).text).toBe("");
  });

  it("echoes exactly, without an introduction", () => {
    expect(reply("/demo echo  two  blanks\nand a line")).toBe(" two  blanks\nand a line");
  });

  it("makes every word of a long echo tell its place", () => {
    expect(reply("/demo long 3")).toBe("w1 w2 w3");
    expect(reply("/demo long")).toMatch(/ w300$/);
    expect(reply("/demo long 999999")).toMatch(/ w20000$/);
  });

  it.each([
    ["/demo fail", { fault: "failure" }],
    ["/demo stall", { fault: "stall" }],
    ["/demo cut", { fault: "cut" }],
    ["/demo overload", { fault: "overload" }],
    ["/demo unavailable", { fault: "unavailable" }],
    ["/demo length", { fault: "length" }],
    ["/demo slow", { tokensPerSecond: 4 }],
    ["/demo wait 3", { firstTokenDelayMs: 3000 }],
  ])("lets trouble be tried by %s", (command, expected) => {
    expect(replyTo(conversation(command), library)).toMatchObject(expected);
  });

  it("lists its commands when it does not know one", () => {
    expect(reply("/demo constructor")).toContain("| `/demo stall` |");
  });

  it("answers an empty conversation", () => {
    expect(replyTo([], library).text).toContain("demo model");
  });
});

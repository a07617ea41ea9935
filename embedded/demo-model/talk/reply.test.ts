import { describe, expect, it } from "vitest";
import type { ChatMessage } from "./chat-message.ts";
import { readFileSync } from "node:fs";
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

const catalogues = ["en", "de", "es", "fr", "zh", "ar"].map((language): [string, Record<string, string>] => [
  language,
  JSON.parse(
    readFileSync(new URL(`../../../app/i18n/catalogues/${language}.json`, import.meta.url), "utf8"),
  ) as Record<string, string>,
]);

describe("what the new-chat page suggests", () => {
  it.each(catalogues)("is answered by heart, in %s", (_, texts) => {
    expect(reply("Hi", texts["start.codePrompt"] ?? "")).toMatch(/^```python[\s\S]*def test_[\s\S]*```/);
    expect(reply("Hi", texts["start.comparePrompt"] ?? "")).toMatch(/^\| \|.*\|\n\|:---/);
    expect(reply("Hi", texts["start.draftPrompt"] ?? "")).toMatch(/^> \*\*[\s\S]*10|العاشرة/);
    expect(reply("Hi", texts["start.explainPrompt"] ?? "")).toMatch(/^1\. [\s\S]*^3\. /m);
  });

  it("is answered in the language of the question", () => {
    const first = catalogues.map(([, texts]) => reply(texts["start.explainPrompt"] ?? "").split("\n")[0]);
    expect(new Set(first).size).toBe(6);
  });
});

describe("how a real model is connected", () => {
  it.each([
    "How do I connect a real model?",
    "Wie verbinde ich ein echtes Modell?",
    "¿Cómo conecto un modelo de verdad?",
    "Comment connecter un vrai modèle ?",
    "怎样连接真正的模型？",
    "كيف أصل نموذجًا حقيقيًا؟",
  ])("is told with the command of each server: %s", (question) => {
    const text = reply("Hi", question);
    for (const name of ["**Ollama**", "**llama.cpp**", "**vLLM**", "(TGI)**"]) expect(text).toContain(name);
    expect(text).toContain(`LLM='{"url":"http://localhost:11434","model":"llama3.2"}' npm start`);
  });

  it.each([
    ["How do I use Ollama?", "Ollama", "vLLM"],
    ["llama.cpp", "llama.cpp", "Ollama"],
    ["vllm?", "vLLM", "TGI"],
    ["Can this talk to TGI?", "TGI", "Ollama"],
  ])("is told for the server that is named: %s", (question, named, other) => {
    expect(reply("Hi", question)).toContain(named);
    expect(reply("Hi", question)).not.toContain(other);
  });
});

describe("a sum", () => {
  it.each([
    ["2+2", "2 + 2 = **4**"],
    ["What is 12 * (3 + 4)?", "12 × (3 + 4) = **84**"],
    ["0.1 + 0.2", "0.1 + 0.2 = **0.3**"],
    ["what's 2 plus 2?", "2 + 2 = **4**"],
    ["2^3^2 =", "2 ^ 3 ^ 2 = **512**"],
    ["-3 - -4", "-3 - -4 = **1**"],
    ["7 ÷ 2", "7 / 2 = **3.5**"],
    ["12 * (3 + 4) 等于多少？", "12 × (3 + 4) = **84**"],
    ["1/0", "1/0 = **∞**"],
  ])("%s is worked out", (question, answer) => {
    expect(reply("Hi", question).replaceAll(/\s+/g, " ")).toBe(answer);
  });

  it.each(["2024-11-28", "What is 7?", "call 555", "((((", "1 + ", "(".repeat(60) + "1+1" + ")".repeat(50)])(
    "%s is none, or no whole one",
    (text) => {
      expect(reply("Hi", text)).not.toMatch(/= \*\*/);
    },
  );
});

describe("the demo model's reply", () => {
  it("begins a conversation by one short sentence that says what it is, in the language that it is asked in", () => {
    expect(reply("Hello")).toMatch(/^\*I am the demo model\.\*\n\nHello/);
    expect(reply("Wie geht das mit dem Modell?")).toMatch(/^\*Ich bin das Demo-Modell\.\*/);
    expect(reply("Hello", "Hello again")).not.toContain("demo model");
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

  it.each([
    ["Who painted the Mona Lisa?", /more than a demo can answer[\s\S]*^- How do I connect a real model\?$/m],
    ["Wer hat die Mona Lisa gemalt?", /mehr, als eine Demo[\s\S]*^- Wie verbinde ich ein echtes Modell\?$/m],
    ["蒙娜丽莎是谁画的？", /^- 怎样连接真正的模型？$/m],
  ])("admits that it does not know, with examples that it does: %s", (question, expected) => {
    expect(reply("Hi", question)).toMatch(expected);
  });

  it.each([
    ["Show me a table", /\|:---\|:---:\|---:\|/],
    ["a table, please", /\|:---\|:---:\|---:\|/],
    ["write some code", /```ts[\s\S]*```python[\s\S]*```sql/],
    ["Write a Python function", /^Some Python:\n\n```python/],
    ["show me some math", /\$\$\n\\int/],
    ["Show me a table, some code and a formula", /\|:---\|[\s\S]*```ts[\s\S]*\$\$\n\\int/],
    ["Zeig mir eine Tabelle, etwas Code und eine Formel", /\|:---\|[\s\S]*```ts[\s\S]*\$\$\n\\int/],
    ["给我看一个表格、一段代码和一个公式", /\|:---\|[\s\S]*```ts[\s\S]*\$\$\n\\int/],
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

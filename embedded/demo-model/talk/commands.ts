import type { Reply } from "./reply.ts";

/** What a person can type to try how the chat behaves; `usage` and `effect` make up the help answer. */
interface Command {
  usage: string;
  effect: string;
  run: (argument: string) => Reply;
}

const halfAnswer =
  "This answer is meant to go wrong half-way. These words come first, so that there is something to keep, and then the trouble begins. " +
  "Everything after this sentence would have been the second half, which nobody gets to read.";

const commands: Record<string, Command> = {
  echo: {
    usage: "/demo echo TEXT",
    effect: "says TEXT and nothing else",
    run: (text) => ({ text }),
  },
  long: {
    usage: "/demo long WORDS",
    effect: "an answer of that many words (300, at most 20000)",
    run: (words) => ({ text: numberedWords(parseAmount(words, { fallback: 300, max: 20_000 })) }),
  },
  slow: {
    usage: "/demo slow",
    effect: "four tokens per second",
    run: () => ({
      text: "This answer comes slowly, so that there is time to stop it, to leave the page, to come back and to see it still going.",
      tokensPerSecond: 4,
    }),
  },
  wait: {
    usage: "/demo wait SECONDS",
    effect: "silence before the first token (10, at most 600)",
    run: (seconds) => {
      const amount = parseAmount(seconds, { fallback: 10, max: 600 });
      return { text: `Thank you for waiting ${amount} s.`, firstTokenDelayMs: amount * 1000 };
    },
  },
  stall: {
    usage: "/demo stall",
    effect: "half an answer, then silence on an open connection",
    run: () => ({ text: halfAnswer, fault: "stall" }),
  },
  fail: {
    usage: "/demo fail",
    effect: "half an answer, then the error of a model that broke down",
    run: () => ({ text: halfAnswer, fault: "failure" }),
  },
  cut: {
    usage: "/demo cut",
    effect: "half an answer, then a cut connection",
    run: () => ({ text: halfAnswer, fault: "cut" }),
  },
  overload: {
    usage: "/demo overload",
    effect: "“Model is overloaded” instead of an answer",
    run: () => ({ text: halfAnswer, fault: "overload" }),
  },
  unavailable: {
    usage: "/demo unavailable",
    effect: "the 503 HTML page of a proxy instead of an answer",
    run: () => ({ text: halfAnswer, fault: "unavailable" }),
  },
  length: {
    usage: "/demo length",
    effect: "an answer that ends because it reached its length limit",
    run: () => ({ text: halfAnswer, fault: "length" }),
  },
  think: {
    usage: "/demo think",
    effect: "reasoning in `<think>` before the answer",
    run: () => ({
      text: "<think>\nThe person wants to see reasoning. First there are some thoughts, then there is an answer.\n</think>\n\nThat was the reasoning, and this is the answer.",
    }),
  },
};

/** The reply to a message that begins with `/demo`; undefined for any other message. */
export function findCommandReply(message: string): Reply | undefined {
  const parsed = /^\s*\/demo\b[ \t]*(\w*)[ \t]?([\s\S]*)$/.exec(message);
  if (!parsed) return undefined;
  const [, name = "", argument = ""] = parsed;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command ? command.run(argument) : { text: commandTable() };
}

/** A Markdown table of all commands. */
export function commandTable(): string {
  const rows = Object.values(commands).map(({ usage, effect }) => `| \`${usage}\` | ${effect} |`);
  return ["| command | what happens |", "|---|---|", ...rows].join("\n");
}

function parseAmount(text: string, { fallback, max }: { fallback: number; max: number }): number {
  const amount = Number.parseInt(text, 10);
  return Number.isNaN(amount) ? fallback : Math.min(Math.max(amount, 1), max);
}

/** Every word is its own number, so a lost or repeated piece shows. */
function numberedWords(count: number): string {
  return Array.from({ length: count }, (_, index) => `w${index + 1}`).join(" ");
}

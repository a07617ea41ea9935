import { commandTable } from "./commands.ts";
import type { Library } from "./library.ts";
import { showcaseExamples } from "./showcase.ts";

const asksForHelp =
  /^\W*help\b|^\W*\?+\s*$|\bwhat (?:else )?(?:can|could|do) you (?:show|do|know|offer)\b|\bhow can you help\b|\bwhat can i (?:ask|do|try)\b/i;

export function findHelp(message: string, library: Library): string | undefined {
  return message.length <= 200 && asksForHelp.test(message) ? formatHelp(library) : undefined;
}

function formatHelp(library: Library): string {
  return [
    "### Ask me about this chat",
    formatTopics(library),
    "### See what an answer can look like",
    showcaseExamples.map((example) => `- ${example}`).join("\n"),
    "### Talk to me",
    "I remember this conversation: tell me *My name is …*, then ask *What is my name?*, or ask *What did I say first?*",
    "### Try what happens when things go wrong",
    commandTable(),
  ].join("\n\n");
}

const maxTopics = 8;
const maxTopicLength = 40;

/** A sentence that names what the documents are about. */
function formatTopics(library: Library): string {
  const titles = library.sections.map((section) => section.title.split(" › ").at(-1) ?? section.title);
  const short = titles.filter((title) => title.length <= maxTopicLength);
  const topics = [...new Set(short)].slice(0, maxTopics).map((title) => `*${title}*`);
  if (topics.length === 0) return "I have no documents to look things up in.";
  return `I look things up in the project's documents. They have sections about ${topics.join(", ")} and more.`;
}

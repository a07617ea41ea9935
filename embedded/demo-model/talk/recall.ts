import { quote, userTexts, type ChatMessage } from "./chat-message.ts";

/** Answers questions about what the person said in this conversation; undefined for any other message. */
export function findRecall(messages: readonly ChatMessage[]): string | undefined {
  const texts = userTexts(messages);
  const question = texts.at(-1) ?? "";
  const earlier = texts.slice(0, -1);
  return recallMessages(question, earlier) ?? recallFact(question, earlier) ?? noteFact(question);
}

function recallMessages(question: string, earlier: readonly string[]): string | undefined {
  if (question.length > 200) return undefined;
  const spoken = "(?:say|said|ask|asked|tell you|told you|write|wrote|written|want|wanted)";
  const asksForFirst = new RegExp(
    `\\b(?:i\\b.{0,20}\\b${spoken}\\b.{0,20}\\bfirst|my (?:very )?first (?:message|question|words?))\\b`,
    "i",
  );
  const asksForLast = new RegExp(
    `\\b(?:i\\b.{0,20}\\b${spoken}\\b.{0,20}\\b(?:last|before|previously|just now)|did i just ${spoken}|my (?:last|previous) (?:message|question))\\b`,
    "i",
  );
  const asksForAll = new RegExp(`\\b(?:(?:did|have) i ${spoken}|do you remember)\\b`, "i");
  if (asksForFirst.test(question)) return recallOne("Your first message was:", earlier[0]);
  if (asksForLast.test(question)) return recallOne("Just before this you wrote:", earlier.at(-1));
  if (asksForAll.test(question)) return recallAll(earlier);
  return undefined;
}

const maxQuoted = 200;
const nothingYet =
  "This is your first message in this conversation, so there is nothing to look back to yet.";

function recallOne(lead: string, text: string | undefined): string {
  return text === undefined ? nothingYet : `${lead}\n\n${quote(text)}`;
}

function recallAll(earlier: readonly string[]): string {
  if (earlier.length === 0) return nothingYet;
  const lines = earlier.map((text, index) => `${index + 1}. ${oneLine(text)}`);
  return `So far you wrote:\n\n${lines.join("\n")}`;
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > maxQuoted ? `${[...line].slice(0, maxQuoted).join("")}…` : line;
}

const statement = /\bmy ([\p{L} ]{1,40}?) (?:is|are) ([^.!?\n]{1,80})/giu;

/** "What is my name?" after "My name is Ada". The latest statement counts. */
function recallFact(question: string, earlier: readonly string[]): string | undefined {
  const asked = /\b(?:what|who|which)(?:'s|’s| is| are| was)\s+my ([\p{L} ]{1,40}?)\s*\??\s*$/iu.exec(
    question,
  )?.[1];
  if (asked === undefined) return undefined;
  const subject = asked.toLowerCase();
  const known = earlier
    .flatMap((text) => [...text.matchAll(statement)])
    .findLast((match) => match[1]?.toLowerCase() === subject);
  if (!known) return `You have not told me your ${asked} in this conversation.`;
  return `You said that your ${asked} is **${known[2]?.trim()}**.`;
}

function noteFact(text: string): string | undefined {
  if (text.includes("?") || text.trim().split(/\s+/).length > 12) return undefined;
  const [match] = text.matchAll(statement);
  if (!match) return undefined;
  return `Noted: your ${match[1]} is **${match[2]?.trim()}**. Ask me again later in this conversation.`;
}

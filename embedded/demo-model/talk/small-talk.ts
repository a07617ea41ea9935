interface Pleasantry {
  pattern: RegExp;
  answer: string;
}

/** The words with at most two more after them: "hello", "hello my friend", but no question that begins with "hello". */
function alone(words: string): RegExp {
  return new RegExp(`^[^\\p{L}]*(?:${words})(?:[^\\p{L}?]+[\\p{L}\\p{N}]+){0,2}[^\\p{L}?]*$`, "iu");
}

const pleasantries: readonly Pleasantry[] = [
  {
    pattern: alone("hi|hello|hey|good (?:morning|afternoon|evening|day)"),
    answer: "Hello. Ask me about this chat, or ask “What can you show me?”.",
  },
  {
    pattern: alone(
      "hallo|guten (?:tag|morgen|abend)|hola|bonjour|salut|ciao|olá|你好|您好|こんにちは|안녕하세요|привет|مرحبا",
    ),
    answer:
      "Hello. I know little of your language. Ask me to show you a table, some code or a formula, or ask “What can you show me?”.",
  },
  {
    pattern: /\bhow are you\b|\bhow is it going\b|\bhow do you do\b/i,
    answer: "Well, thank you. A demo has few worries. How can I help you?",
  },
  {
    pattern:
      /\b(who|what) are you\b|\bare you (a |an )?(real|human|bot|robot|ai|gpt|llama|llm|language model)\b|\bwhat is your name\b/i,
    answer:
      "I am this chat's demo model: a small program, not a language model. I search the project's documents, remember what you say in this conversation, and show what the chat can display.",
  },
  {
    pattern: alone("thanks?|thank you|thx|cheers|danke|merci|gracias|谢谢|ありがとう"),
    answer: "You are welcome.",
  },
  {
    pattern: alone("bye|goodbye|see you|good night|tschüss|adieu"),
    answer: "Goodbye. This conversation stays where it is.",
  },
  {
    pattern: alone("ok|okay|fine|good|great|nice|cool|yes|no|sure|perfect|wow"),
    answer: "Good. What would you like to see next?",
  },
  {
    pattern: /\bjoke\b/i,
    answer:
      "A replica walks into a bar. The bartender says: “What will it be?” It answers: “The same as a moment ago.”",
  },
  {
    pattern: alone("test|testing|ping"),
    answer: "I can hear you. Everything between your keyboard and this answer works.",
  },
];

const maxWords = 8;

/** A calm answer to a short pleasantry; undefined for anything longer. */
export function findSmallTalk(message: string): string | undefined {
  const text = message.trim();
  if (text.split(/\s+/).length > maxWords) return undefined;
  return pleasantries.find((pleasantry) => pleasantry.pattern.test(text))?.answer;
}

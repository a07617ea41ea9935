import { sampleAnswer } from "../pages/sample-answer.ts";

const paragraph =
  "It depends on the *size* of the file: a small one is read **whole**, a large one line by line with `readline`, " +
  "which keeps no more than one line in memory at a time.";

/** Answers as people get them: most are a few paragraphs, some a list, one in eight has a table and code. */
export const usualAnswers: readonly string[] = [
  paragraph,
  `${paragraph}\n\n${paragraph}`,
  `Three steps:\n\n1. Open the file.\n2. Read its lines.\n3. Close it.\n\n${paragraph}`,
  `${paragraph}\n\nSee [the documentation](https://nodejs.org/api/readline.html).`,
  "Yes.",
  `${paragraph}\n\n\`\`\`ts\nfor await (const line of lines) count += 1;\n\`\`\``,
  `${paragraph}\n\n${paragraph}\n\n${paragraph}`,
  sampleAnswer,
];

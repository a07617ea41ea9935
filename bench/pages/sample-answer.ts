/** An answer as models write them: a heading, a list, a table and code with Markdown around. About 1.2 KB. */
export const sampleAnswer = `## How to read a file line by line

There are **three common ways**, and which one fits depends on the *size* of the file:

1. Read it whole with \`readFile\` and split it.
2. Use the \`readline\` module, which keeps one line in memory.
3. Pipe it through a transform of your own.

| way | memory | speed |
| --- | ---: | --- |
| whole | high | fastest for small files |
| readline | low | good |
| transform | low | depends on you |

The second one is usually right:

\`\`\`ts
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

const lines = createInterface({ input: createReadStream("access.log"), crlfDelay: Infinity });
let errors = 0;
for await (const line of lines) {
  if (line.includes(" 500 ")) errors += 1;
}
console.log(\`\${errors} errors\`);
\`\`\`

> A stream that fails *before* the loop begins is not caught by it: listen to \`error\` as well.

See the [documentation of readline](https://nodejs.org/api/readline.html) for the details. If the file is larger
than a few gigabytes, think of a tool made for it, such as \`grep\`.
`;

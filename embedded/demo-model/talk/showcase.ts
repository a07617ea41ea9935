import { codeSamples } from "./code-samples.ts";

interface Exhibit {
  /** What it is called in the languages of the interface, for requests that name several things or are not in English. */
  noun?: RegExp;
  /** How a person asks for it in the help answer. */
  example: string;
  pattern: RegExp;
  show: (request: string) => string;
}

const verb = "(?:show|give|write|make|draw|print|create|need|want|like|see|try|demonstrate)";
const filler =
  "(?:me|us|a|an|any|another|more|some|the|your|please|short|small|big|nice|simple|long|longer|example|sample|of|piece|bit|little|to|see|in|with)";

/** "Show me a table", "a table, please", "table" — but not "show me the configuration table". */
function requestFor(thing: string): RegExp {
  return new RegExp(
    `(?:\\b${verb}\\b(?:\\s+${filler})*\\s+(?:${thing})\\b)|^\\W*(?:${filler}\\s+)*(?:${thing})\\b[\\W]*(?:please)?\\W*$`,
    "iu",
  );
}

const languages = "typescript|javascript|python|sql|rust|bash|shell";

const exhibits: readonly Exhibit[] = [
  {
    example: "Write a long answer",
    pattern: /\blong(?:er)? (?:answer|text|story|essay|reply|message)\b|\bin (?:great )?detail\b/i,
    show: showLongAnswer,
  },
  { example: "Count to 100", pattern: /\bcount (?:up )?to \d+/i, show: count },
  {
    example: "Show me a table",
    noun: /\btables?\b|tabelle|\btablas?\b|\btableaux?\b|表格|جدول/i,
    pattern: requestFor("tables?"),
    show: showTable,
  },
  {
    example: "Write some code",
    noun: /\bcode\b|código|代码|شيفرة|الشيفرة|برمج/i,
    pattern: requestFor(
      `(?:(?:${languages})\\s*)?(?:code|functions?|programs?|scripts?|snippets?|${languages})`,
    ),
    show: showCode,
  },
  {
    example: "Show me some math",
    noun: /\bmath|formula|formel|fórmula|\bformules?\b|公式|数学|معادلة/i,
    pattern: requestFor("math(?:s|ematics)?|formulas?|formulae|equations?|tex|latex"),
    show: showMath,
  },
  {
    example: "Show me a list",
    noun: /\blists?\b|\blisten?\b|\blistas?\b|\blistes?\b|列表|قائمة/i,
    pattern: requestFor("(?:todo |task |nested |numbered |bullet )?lists?"),
    show: showLists,
  },
  { example: "Show me some Markdown", pattern: requestFor("markdown|formatting"), show: showMarkdown },
];

/** Things to ask for, as the help answer lists them. */
export const showcaseExamples: readonly string[] = exhibits.map((exhibit) => exhibit.example);

const asksInAnotherLanguage =
  /^\W*(?:zeig|gib|schreib|mach|muéstra|muestra|dame|escribe|haz|montre|donne|écris|fais)|给我|显示|写|展示|اعرض|أرني|اكتب|أعطني/iu;

/**
 * The answer to a request to show what the chat can display, all that it names in the order of the exhibits; undefined
 * for any other message.
 */
export function findShowcase(request: string): string | undefined {
  if (request.length > 300) return undefined;
  const asked = exhibits.find((exhibit) => exhibit.pattern.test(request));
  if (!asked && !asksInAnotherLanguage.test(request)) return undefined;
  const named = exhibits.filter((exhibit) => exhibit === asked || exhibit.noun?.test(request));
  const shown = asked && asked.noun === undefined ? [asked] : named;
  return shown.length > 0 ? shown.map((exhibit) => exhibit.show(request)).join("\n\n") : undefined;
}

function count(request: string): string {
  const asked = Number(/\bto (\d+)/i.exec(request)?.[1] ?? 10);
  const last = Math.min(Math.max(asked, 1), 2000);
  return Array.from({ length: last }, (_, index) => index + 1).join(", ") + ".";
}

function showTable(): string {
  return `A table, with columns aligned to the left, the centre and the right:

| Planet | Kind | Moons | Day, in hours |
|:---|:---:|---:|---:|
| Mercury | rocky | 0 | 4,222.6 |
| Venus | rocky | 0 | 2,802.0 |
| Earth | rocky | 1 | 24.0 |
| Mars | rocky | 2 | 24.7 |
| Jupiter | gas giant | 95 | 9.9 |
| Saturn | gas giant | 146 | 10.7 |

Wide tables scroll inside themselves, so that the page stays still.`;
}

function showCode(request: string): string {
  const asked = codeSamples.filter((sample) => sample.pattern.test(request));
  const shown = asked.length > 0 ? asked : codeSamples;
  const samples = shown.map(({ fence, name, code }) => `Some ${name}:\n\n\`\`\`${fence}\n${code}\n\`\`\``);
  return `${samples.join("\n\n")}\n\nInside a sentence, code looks like this: \`npm start\`.`;
}

function showMath(): string {
  return String.raw`Inside a line: the roots of $ax^2 + bx + c = 0$ are $x = \frac{-b \pm \sqrt{b^2 - 4ac}}{2a}$.

On its own:

$$
\int_{-\infty}^{\infty} e^{-x^2} \, dx = \sqrt{\pi}
$$

And in several lines:

$$
\begin{aligned}
\nabla \cdot \mathbf{E} &= \frac{\rho}{\varepsilon_0} \\
\nabla \cdot \mathbf{B} &= 0
\end{aligned}
$$`;
}

function showLists(): string {
  return `A list with a list inside:

- Bread
  - flour
  - water
  - salt
- Butter

A numbered one:

1. Mix and knead.
2. Let it rest for an hour.
3. Bake at 230 °C.

And one to tick off:

- [x] Buy flour
- [ ] Clean the oven`;
}

function showMarkdown(): string {
  return `### A heading

Words can be **strong**, *emphasised*, ~~struck out~~ or \`code\`. A [link](https://commonmark.org/) leads elsewhere.

> A quotation stands apart, and may hold *more than one* thought.

${showLists()}

${showTable()}

---

That was a rule.`;
}

function showLongAnswer(): string {
  return `## How an answer travels

You write a sentence and press Enter. Before anything else happens, your words are written to the database, so that nothing that follows can lose them. Only then does the page show them as sent. The model has been asked in the meantime, and it begins to answer one small piece at a time, because that is how language models work: each piece is chosen after the one before it.

Every piece goes from the model to the server and from the server to your browser over one open connection. It carries only what is new. Should the connection break, the server goes on listening to the model, and your browser asks later for what it missed, by the number of the last piece it saw. Nothing is repeated and nothing is left out.

When the last piece has come, the whole answer is written down once. From then on it is read from a second copy of the database, the standby, which keeps the first one free for writing.

## What an answer may hold

An answer is a letter more than a web page: mostly paragraphs, now and then something that is better seen than said.

${showTable()}

## Things to do

${showLists()}

## Code

${showCode("")}

## Mathematics

${showMath()}

## The end

This was a long answer. It is a good one to stop half-way, to scroll while it grows, or to leave and come back to.`;
}

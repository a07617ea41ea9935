import type { Variable } from "./variable.ts";
import { topics } from "./variables/variables.ts";

/** The text of `.env.example`: every variable in a comment, so that the file as it is sets nothing. */
export function formatEnvExample(): string {
  const sections = topics.map(({ title, variables }) =>
    [`# ${title}`, "", variables.map(formatExample).join("\n\n")].join("\n"),
  );
  return [
    "# Copy to .env and uncomment what you need. The environment wins over this file; an empty value counts as unset.",
    "# `npm run config:docs` writes this file from app/platform/config/variables/.",
    "",
    sections.join("\n\n"),
    "",
  ].join("\n");
}

/** README's table of every variable, in Markdown. */
function formatReadmeTable(): string {
  const rows = topics.flatMap(({ title, variables }) => [
    `| **${title}** | | |`,
    ...variables.flatMap(({ name, unset, doc, parts = [] }) => [
      formatRow(`\`${name}\``, unset, doc),
      ...parts.map((part) => formatRow(`\`${part.name}\`, …`, "", part.doc)),
    ]),
  ]);
  return ["| variable | when unset | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

const startMark = "<!-- configuration: `npm run config:docs` writes this table -->";
const endMark = "<!-- end of configuration -->";

/** README with its table renewed. @throws Error when the marks around the table are missing */
export function withReadmeTable(readme: string): string {
  const [before, rest] = readme.split(startMark);
  const after = rest?.split(endMark)[1];
  if (before === undefined || after === undefined)
    throw new Error(`README.md lacks ${startMark} or ${endMark}`);
  return `${before}${startMark}\n\n${formatReadmeTable()}\n\n${endMark}${after}`;
}

function formatExample({ name, example, unset, doc, parts = [] }: Variable): string {
  const blocks = [
    [...comment(doc), ...comment(`When unset: ${unset}.`), `# ${name}=${quote(example)}`],
    ...parts.map((part) => [...comment(part.doc), `# ${part.name}=${part.example}`]),
  ];
  return blocks.flat().join("\n");
}

const commentWidth = 110;

/** Markdown as lines of plain comment. */
function comment(markdown: string): string[] {
  const lines = ["#"];
  for (const word of markdown.replaceAll("`", "").split(" ")) {
    const line = `${lines.at(-1) ?? ""} ${word}`;
    if (line.length <= commentWidth) lines.splice(-1, 1, line);
    else lines.push(`# ${word}`);
  }
  return lines;
}

function formatRow(...cells: string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** dotenv reads # as a comment and wants quotes around JSON. */
function quote(value: string): string {
  return /[#{["]/.test(value) ? `'${value}'` : value;
}

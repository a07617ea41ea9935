import { describe, expect, it } from "vitest";
import { excerptOf } from "./excerpt.ts";
import { createLibrary } from "./library.ts";
import { splitSections } from "./sections.ts";

const readme = {
  title: "Chatbot",
  text: `# Chatbot
A chat for self-hosted models.

## Configuration
| key | meaning |
|---|---|
| \`POSTGRES_STANDBY_URL\` | the server that pages are read from |
| \`LOG_LEVEL\` | how much is logged |
${Array.from({ length: 40 }, (_, index) => `| \`OTHER_${index}\` | ${"filler words ".repeat(5)} |`).join("\n")}

## Backup
\`\`\`sh
# not a heading
pg_dump
\`\`\`

### Restore
See [the guide](docs/restore.md) and [PostgreSQL](https://www.postgresql.org/).
`,
};

describe("the library", () => {
  it("splits documents by headings and leaves code fences whole", () => {
    expect(splitSections(readme).map((section) => section.title)).toEqual([
      "Chatbot",
      "Chatbot › Configuration",
      "Chatbot › Backup",
      "Chatbot › Backup › Restore",
    ]);
    expect(splitSections(readme)[2]?.text).toContain("# not a heading");
  });

  it("finds the section that a question is about", () => {
    const library = createLibrary([readme]);
    expect(library.search("How do I configure the standby?")[0]?.title).toBe("Chatbot › Configuration");
    expect(library.search("how can I restore my data")[0]?.title).toBe("Chatbot › Backup › Restore");
  });

  it("finds nothing for what the documents do not speak of", () => {
    const library = createLibrary([readme]);
    expect(library.search("Who won the football championship?")).toEqual([]);
    expect(library.search("")).toEqual([]);
    expect(createLibrary([]).search("standby")).toEqual([]);
  });

  it("quotes of a long table only the rows that bear on the question", () => {
    const [best] = createLibrary([readme]).search("What is the standby?");
    const excerpt = excerptOf(best ?? { title: "", text: "" }, "What is the standby?");
    expect(excerpt.split("\n")).toEqual([
      "| key | meaning |",
      "|---|---|",
      "| `POSTGRES_STANDBY_URL` | the server that pages are read from |",
    ]);
  });

  it("turns links into the repository to plain text and keeps those into the web", () => {
    const [best] = createLibrary([readme]).search("restore");
    expect(excerptOf(best ?? { title: "", text: "" }, "restore")).toBe(
      "See the guide and [PostgreSQL](https://www.postgresql.org/).",
    );
  });
});

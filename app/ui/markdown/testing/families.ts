/** Texts that have been, or might be, more work than their length is worth; each of about `length` characters. */
type Family = (length: number) => string;

const repeat =
  (text: string): Family =>
  (length) =>
    text.repeat(Math.ceil(length / text.length)).slice(0, length);

const both =
  (first: string, second: string): Family =>
  (length) =>
    repeat(first)(length / 2) + repeat(second)(length / 2);

/** Lines of growing indentation or nesting, as many as fit. */
const stairs =
  (makeLine: (index: number) => string): Family =>
  (length) => {
    let text = "";
    for (let index = 0; text.length < length; index += 1) text += `${makeLine(index)}\n`;
    return text;
  };

function table(columns: number, row: string): Family {
  return (length) =>
    `|${"a|".repeat(columns)}\n|${"-|".repeat(columns)}\n${repeat(`${row}\n`)(Math.max(0, length - 4 * columns))}`;
}

/** Marks in an order that is always the same. */
function mixed(parts: readonly string[], seed: number): Family {
  return (length) => {
    let [text, state] = ["", seed];
    while (text.length < length) {
      state = (state * 48_271) % 2_147_483_647;
      text += parts[state % parts.length] ?? "";
    }
    return text;
  };
}

const MARKS = [
  "*",
  "_",
  "[",
  "]",
  "(",
  ")",
  "`",
  "$",
  "\\",
  "\n",
  "> ",
  "- ",
  "  ",
  "|",
  "~",
  "![",
  "#",
  "a",
];
const BLOCKS = [
  "> ",
  "1. ",
  "- ",
  "    ",
  "\n\n",
  "\n",
  "```\n",
  "$$\n",
  "| a |\n|-|\n",
  "<div>\n",
  "[^1]: ",
  "\t",
  "x",
];
const WORDS = [
  "<b>",
  "</b>",
  "<sub>",
  "http://a.b",
  "@c.d",
  "&amp;",
  "](a)",
  "[",
  "**",
  "\\[",
  "\\]",
  "<!--",
  " ",
];

export const FAMILIES: Readonly<Record<string, Family>> = {
  "display dollars": repeat("$$\n"),
  "dollars and a letter": repeat("$$a\n"),
  "open formulas": repeat("\\[\n"),
  "formulas of a heading": (length) => `${repeat("\\[\n")(length)}\n# h\n\\]\n`,
  "open environments": repeat("\\begin{align}\n"),
  "dollars in a line": repeat("$x "),
  "formulas in a line": repeat("\\(a"),
  "prose between dollars": repeat("$aaaaaaa bbbbbbb "),
  "heads of tables": repeat("|\n|-\n"),
  "short rows of a wide table": table(120, "|x"),
  "a table wider than any": (length) => table(Math.floor(length / 5), "|x")(length),
  "rows that are too long": (length) => `|a|b|\n|-|-|\n|${repeat("x|")(length)}`,
  "formulas in cells": table(2, "|$x|y|$z|"),
  "mixed emphasis": repeat("__a*"),
  "opening emphasis": repeat("*a **a "),
  "closing emphasis": both("*a _b ", "c* d_ "),
  stars: repeat("*"),
  brackets: repeat("["),
  "nested links": both("[", "](b)"),
  "nested images": both("![", "](b)"),
  "open links": repeat("[a](<b"),
  "open titles": repeat('[a](b "'),
  labels: repeat(`${"[".repeat(500)}a${"]".repeat(500)}`),
  "definitions of links": repeat("[a]: b\n"),
  "titles of definitions": repeat('[a]: b\n"\n'),
  "nested items": repeat("- a\n  "),
  "items within each other": stairs((index) => `${" ".repeat(2 * index)}- a`),
  items: repeat("- a\n"),
  quotations: (length) => `${repeat("> ")(length)}a`,
  "quotations within each other": stairs((index) => `${"> ".repeat(index)}a`),
  footnotes: both("[^1] ", "\n\n[^1]: a"),
  "open tags": repeat('<a href="x" '),
  comments: repeat("<!-- a "),
  "raw blocks": repeat("<div>\n\n"),
  "harmless tags": repeat("<b>"),
  "tags across each other": repeat("<b><i></b>"),
  "folded text": repeat("<details>\n"),
  addresses: repeat("http://a.b/"),
  "closing parentheses of an address": (length) => `http://a.b/${repeat(")")(length)}`,
  "e-mail addresses": repeat("a@b.c "),
  "at signs": repeat("a@"),
  "runs of backticks": (length) =>
    Array.from({ length: Math.ceil(Math.sqrt(2 * length)) }, (_, index) => "`".repeat(index + 1))
      .join(" ")
      .slice(0, length),
  fences: repeat("```\n"),
  "fences of Markdown": repeat("```md\n```a\n"),
  "character references": repeat("&amp;"),
  backslashes: repeat("\\"),
  "spaces in a line": (length) => `a${repeat(" ")(length)}b`,
  "marks of headings": (length) => `# ${repeat("# ")(length)}x`,
  headings: repeat("# a\n"),
  "underlined headings": repeat("a\n-\n"),
  "lines of text": repeat("a\n"),
  "one word": repeat("a"),
  "marks in any order": mixed(MARKS, 7),
  "blocks in any order": mixed(BLOCKS, 99),
  "words in any order": mixed(WORDS, 2_025),
  "everything in any order": mixed([...MARKS, ...BLOCKS, ...WORDS], 11),
};

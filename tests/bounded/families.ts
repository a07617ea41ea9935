/** Texts of about `length` characters that have been hard on parsers and patterns, each made of one unit again and again. */
export type Family = (length: number) => string;

const repeated =
  (unit: string, before = "", after = ""): Family =>
  (length) =>
    before + unit.repeat(Math.max(1, Math.floor(length / unit.length))) + after;

/** Units of marks, brackets, quotes, escapes, line breaks and scripts; what a parser is likely to look for. */
export const families: Readonly<Record<string, Family>> = {
  letters: repeated("a"),
  "letters, then another": repeated("a", "", "b"),
  underscores: repeated("_", "a", "b"),
  stars: repeated("*", "a", "b"),
  quotes: repeated('"'),
  "quotes apart": repeated('" '),
  spaces: repeated(" ", "a", "b"),
  tabs: repeated("\t", "a", "b"),
  "line breaks": repeated("\n", "a", "b"),
  "carriage returns": repeated("\r\n", "a", "b"),
  hashes: repeated("#", "", " a"),
  "opening brackets": repeated("["),
  "closing brackets": repeated("]"),
  "nested brackets": (length) => "[".repeat(length / 2) + "]".repeat(length / 2),
  "links begun": repeated("[a]("),
  "emphasis begun": repeated("__a*"),
  "opening braces": repeated('{"a":'),
  "JSON numbers": (length) => `[${"0,".repeat(length / 2)}0]`,
  backslashes: repeated("\\"),
  dollars: repeated("$$\n"),
  "formulas begun": repeated("\\[\n"),
  "table heads": repeated("|\n|-\n"),
  "one table": (length) => `|a|\n|-|\n${"|x\n".repeat(length / 3)}`,
  "list items": repeated("- a\n  "),
  quotations: repeated("> "),
  backticks: repeated("`", "", "a"),
  tildes: repeated("~", "a", "b"),
  "less-than signs": repeated("<"),
  "thoughts begun": repeated("<think>"),
  "thoughts closed": repeated("</think>"),
  "titles begun": repeated("title: "),
  ampersands: repeated("a&"),
  "percent signs": repeated("%"),
  "equals and semicolons": repeated("=;"),
  slashes: repeated("/"),
  dots: repeated("./"),
  commas: repeated(","),
  "combining marks": repeated("\u0301", "a"),
  "zero-width spaces": repeated("\u200b", "a", "b"),
  "half surrogate pairs": repeated("\ud800"),
  emoji: repeated("😀"),
  NUL: repeated("\0"),
  Chinese: repeated("字。"),
};

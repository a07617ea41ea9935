import { describe, expect, it } from "vitest";
import { findPaint } from "./code-scopes.ts";
import { createHighlighter } from "./highlighter.ts";
import { findLanguage } from "./languages.ts";

async function paint(info: string, code: string): Promise<string[]> {
  const tokenize = await createHighlighter().load(info);
  return (tokenize?.(code) ?? []).map(({ start, end, paint: name }) => `${name}:${code.slice(start, end)}`);
}

describe("highlighting", () => {
  it("finds the tokens of code as ranges of its text", async () => {
    const tokens = await paint("python", 'def f(x):  # why\n    return "a" + 1');
    expect(tokens).toEqual([
      "keyword:def",
      "title:f",
      "comment:# why",
      "keyword:return",
      'string:"a"',
      "number:1",
    ]);
  });

  it("keeps offsets right behind characters of two UTF-16 units", async () => {
    expect(await paint("js", 'f("👍", 12)')).toEqual(["title:f", 'string:"👍"', "number:12"]);
  });

  it("paints languages that are embedded in others at their place", async () => {
    const tokens = await paint("html", "<p>a</p>\n<script>const b = 1;</script>");
    expect(tokens).toContain("keyword:const");
    expect(tokens).toContain("number:1");
  });

  it("ends a string's paint at an expression within it", async () => {
    expect(await paint("ts", "`a${b}c`")).toEqual(["string:`a", "string:c`"]);
  });

  it("goes as far as it can with code that is no code", async () => {
    expect(await paint("json", '{"a": oops <<<')).toContain('attribute:"a"');
  });

  it("loads nothing for a language that it does not have", async () => {
    expect(await createHighlighter().load("brainfuck")).toBeUndefined();
    expect(await createHighlighter().load("")).toBeUndefined();
  });

  it.each([
    ["py", "python"],
    ["TSX", "typescript"],
    ["js {1,3}", "javascript"],
    ["{.rust .numberLines}", "rust"],
    ["language-go", "go"],
    ["c++", "cpp"],
    ["python:app.py", "python"],
    ["bash title=x", "bash"],
    ["dockerfile", "dockerfile"],
  ])("knows the fence %j as %s", (info, id) => {
    expect(findLanguage(info)?.id).toBe(id);
  });

  it.each(["__proto__", "constructor", "toString", "brainfuck", ""])("does not know the fence %j", (info) => {
    expect(findLanguage(info)).toBeUndefined();
  });

  it("gives a scope the paint of what is around it unless it has its own", () => {
    expect(findPaint(["comment", "doctag"])).toBe("keyword");
    expect(findPaint(["string", "unknown-scope"])).toBe("string");
    expect(findPaint(["string", "subst"])).toBeUndefined();
    expect(findPaint(["title.function_"])).toBe("title");
    expect(findPaint([])).toBeUndefined();
  });
});

describe("every language", () => {
  const infos =
    "bash c cpp csharp css diff dockerfile go toml java js json kotlin lua makefile md php powershell python r ruby " +
    "rust scala sql swift ts html yaml";
  it.each(infos.split(" "))("%s loads and highlights", async (info) => {
    const tokenize = await createHighlighter().load(info);
    expect(tokenize?.("a = 1")).toBeInstanceOf(Array);
  });
});

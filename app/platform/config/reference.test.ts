import { readFileSync } from "node:fs";
import { format } from "prettier";
import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { parseEnvFile } from "./env-file.ts";
import { listKeys } from "./llm-keys.ts";
import { formatEnvExample, withReadmeTable } from "./reference.ts";
import { topics } from "./variables/variables.ts";

const read = (name: string) => readFileSync(new URL(`../../../${name}`, import.meta.url), "utf8");
const variables = topics.flatMap((topic) => topic.variables);

describe("README", () => {
  it("has the table that follows from the variables (npm run config:docs writes it)", async () => {
    const renewed = await format(withReadmeTable(read("README.md")), { parser: "markdown", printWidth: 110 });
    expect(read("README.md")).toBe(renewed);
  });
});

describe("the keys of a model's dict", () => {
  it.each([
    ["LLM", ["README.md"]],
    ["SAFETY_LLM", ["README.md", "docs/operations.md"]],
  ] as const)("of %s are each explained in %s", (variable, documents) => {
    const text = documents.map(read).join("\n");
    expect(listKeys(variable).filter((key) => !text.includes(`\`${key}\``))).toEqual([]);
  });
});

describe(".env.example", () => {
  it("follows from the variables (npm run config:docs writes it)", () => {
    expect(read(".env.example")).toBe(formatEnvExample());
  });

  it("holds only values that are accepted, and sets nothing as it is", () => {
    const settings = parseEnvFile(formatEnvExample().replace(/^# ?(?=[A-Z_]+=)/gm, ""));
    expect(Object.keys(settings)).toEqual(expect.arrayContaining(variables.map(({ name }) => name)));
    expect(() => parseConfig(settings)).not.toThrow();
    expect(parseEnvFile(formatEnvExample())).toEqual({});
  });
});

describe("the variables", () => {
  it("have each a name of their own", () => {
    expect(new Set(variables.map(({ name }) => name)).size).toBe(variables.length);
  });
});

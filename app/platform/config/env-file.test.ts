import { describe, expect, it } from "vitest";
import { parseEnvFile } from "./env-file.ts";

describe("parseEnvFile", () => {
  it("reads plain, quoted, exported, commented and multi-line values", () => {
    const text = [
      "# comment",
      "",
      "PORT=3000 # inline",
      "export HOST = localhost",
      'APP_NAME="Reading room"',
      `LLM='{`,
      `  "url": "http://localhost:8080",`,
      `  "stop": ["#"]`,
      `}'`,
      "APP_NOTICE=`a \"b\" 'c'`",
      "DEFAULT_USER_ID=",
    ].join("\r\n");
    const values = parseEnvFile(text);
    expect(values).toMatchObject({
      PORT: "3000",
      HOST: "localhost",
      APP_NAME: "Reading room",
      APP_NOTICE: `a "b" 'c'`,
      DEFAULT_USER_ID: "",
    });
    expect(JSON.parse(values["LLM"] ?? "")).toEqual({ url: "http://localhost:8080", stop: ["#"] });
  });

  it.each([
    ["PORT=3000\nsecret words", "line 2 is neither KEY=value nor a comment"],
    ["just-a-word", "line 1 is neither"],
    ["=value", "line 1 is neither"],
    ["PORT=1\n\nAPP_NAME='secret\nHOST=x", "line 3 opens a quote (') that is never closed"],
  ])("refuses %j and does not repeat it", (text, reason) => {
    expect(() => parseEnvFile(text)).toThrow(reason);
    expect(() => parseEnvFile(text)).not.toThrow("secret");
  });

  it("takes an escaped quote for part of the value", () => {
    expect(parseEnvFile(String.raw`APP_NAME="a \" b"` + "\nPORT=1")["PORT"]).toBe("1");
  });
});

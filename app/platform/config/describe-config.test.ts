import { describe, expect, it } from "vitest";
import { parseConfig } from "./config.ts";
import { describeConfig } from "./describe-config.ts";
import { parseEnvFile } from "./env-file.ts";
import { formatEnvExample } from "./reference.ts";
import { topics } from "./variables/variables.ts";

describe("describeConfig", () => {
  it("shows where things are and masks every secret", () => {
    const record = describeConfig(
      parseConfig({
        POSTGRES_PRIMARY_URL: "postgresql+psycopg://u:s3cret@h1,h2/db?sslmode=require",
        POSTGRES_STANDBY_URL: "postgres://u:s3cret@h3/db",
        POSTGRES_LISTEN_URL: "postgres://u:s3cret@h4/db",
        LLM: '[{"url":"http://a","api_key":"s3cret","system_prompt":"s3cret","extra_body":{"token":"s3cret"}},{"url":"http://b","name":"B"}]',
        SAFETY_LLM: '{"url":"http://s","api_key":"s3cret"}',
        LOGOUT_URL: "/out?hint=s3cret",
      }),
    );
    expect(record).toMatchObject({
      POSTGRES_PRIMARY_URL: "postgres://u:***@h1,h2/db",
      POSTGRES_STANDBY_URL: "postgres://u:***@h3/db",
      POSTGRES_LISTEN_URL: "postgres://u:***@h4/db",
      "LLM[0].url": "http://a",
      "LLM[0].api_key": "***",
      "LLM[0].system_prompt": "6 characters",
      "LLM[0].extra_body": "token",
      "LLM[1].name": "B",
      "SAFETY_LLM.api_key": "***",
      "SAFETY_LLM.on_error": "block",
      LOGOUT_URL: "/out",
    });
    expect(JSON.stringify(record)).not.toContain("s3cret");
    expect(record).not.toHaveProperty(["LLM[1].api_key"]);
  });

  it.each([
    ["unset", {}],
    ["set", parseEnvFile(formatEnvExample().replace(/^# ?(?=[A-Z_]+=)/gm, ""))],
  ])("shows every variable when it is %s", (_, settings) => {
    const shown = Object.keys(describeConfig(parseConfig(settings)));
    for (const { name } of topics.flatMap(({ variables }) => variables)) {
      expect(shown).toContainEqual(expect.stringMatching(new RegExp(`^${name}(?:\\[0\\]|\\.|$)`)));
    }
  });

  it("says what holds where a variable is unset", () => {
    expect(describeConfig(parseConfig({}))).toMatchObject({
      POSTGRES_PRIMARY_URL: "embedded",
      SAFETY_LLM: "no check",
      APP_NOTICE: "none",
    });
  });
});

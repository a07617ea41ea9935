import { describe, expect, it } from "vitest";
import { parseModelSettings } from "./model-settings-form.ts";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}

describe("parseModelSettings", () => {
  it("reads what was entered", () => {
    const form = formOf({ systemPrompt: " Be brief. ", temperature: "0", topP: "0.9", maxTokens: "200" });
    expect(parseModelSettings(form)).toEqual({
      systemPrompt: "Be brief.",
      parameters: { temperature: 0, topP: 0.9, maxTokens: 200 },
    });
  });

  it("takes an empty field for the operator's own value", () => {
    const empty = formOf({ systemPrompt: "  ", temperature: "", topP: "", maxTokens: "" });
    expect(parseModelSettings(empty)).toEqual({ systemPrompt: null, parameters: null });
  });
});

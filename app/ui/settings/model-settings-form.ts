import type { Conversation, ModelParameters } from "#app/protocol/resources.ts";

/** How the model is to answer in one conversation. */
export type ModelSettings = Pick<Conversation, "systemPrompt" | "parameters">;

/** Reads the form; an empty field means the operator's own value. */
export function parseModelSettings(form: FormData): ModelSettings {
  const systemPrompt = textOf(form, "systemPrompt");
  const parameters: ModelParameters = {
    ...numberOf(form, "temperature"),
    ...numberOf(form, "topP"),
    ...numberOf(form, "maxTokens"),
  };
  return {
    systemPrompt: systemPrompt === "" ? null : systemPrompt,
    parameters: Object.keys(parameters).length === 0 ? null : parameters,
  };
}

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

function numberOf(form: FormData, name: keyof ModelParameters): ModelParameters {
  const text = textOf(form, name);
  return text === "" ? {} : { [name]: Number(text) };
}

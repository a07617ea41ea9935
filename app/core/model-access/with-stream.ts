import type { TextModel } from "../turn/text-model.ts";

/** The same model, asked in another way; what it learns of its server later, such as its name, shows here too. */
export function withStream(model: TextModel, stream: TextModel["stream"]): TextModel {
  return Object.assign(Object.create(model) as TextModel, { stream });
}

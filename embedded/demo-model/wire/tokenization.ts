import { tokenize } from "../generation/tokenizer.ts";
import { applyChatTemplate } from "./chat-template.ts";
import { sendJson, type Exchange } from "./exchange.ts";
import { readJson } from "./request-body.ts";
import { chatRequestSchema, generateRequestSchema } from "./request-schemas.ts";

/** POST /tokenize: counts any length, as TGI does; only a generation has limits. */
export async function tokenizeInputs({ request, response }: Exchange): Promise<void> {
  const { inputs } = await readJson(request, generateRequestSchema);
  sendJson(response, tokenize(inputs));
}

/** POST /chat_tokenize */
export async function tokenizeChat({ request, response }: Exchange): Promise<void> {
  const { messages } = await readJson(request, chatRequestSchema);
  const prompt = applyChatTemplate(messages);
  sendJson(response, { tokenize_response: tokenize(prompt), templated_text: prompt });
}

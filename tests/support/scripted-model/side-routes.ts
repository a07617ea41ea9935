import { messagesOf, textField, type Script, type RecordedRequest } from "./script.ts";
import { httpBody, httpJson, splitTokens } from "./scripts.ts";

/** Key is method and path, as in `GET /info`. */
export type Routes = Record<string, (request: RecordedRequest) => Script>;

function tokenList(text: string) {
  let start = 0;
  return splitTokens(text).map((piece, index) => {
    const stop = start + Buffer.byteLength(piece);
    const token = { id: index + 1, text: piece, start, stop };
    start = stop;
    return token;
  });
}

function templatedText(request: RecordedRequest): string {
  const turns = messagesOf(request).map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`);
  return `${turns.join("")}<|im_start|>assistant\n`;
}

/** What a TGI router answers beside the chat itself. */
export function createTgiRoutes(modelId: string, maxTotalTokens: number): Routes {
  const health = () => ({ status: 200, headers: {}, steps: [] });
  return {
    "GET /": health,
    "GET /health": health,
    "GET /ping": health,
    "GET /info": () =>
      httpJson(200, {
        model_id: modelId,
        model_pipeline_tag: "text-generation",
        max_concurrent_requests: 128,
        max_best_of: 2,
        max_stop_sequences: 4,
        max_input_tokens: maxTotalTokens - 1,
        max_total_tokens: maxTotalTokens,
        validation_workers: 2,
        max_client_batch_size: 4,
        router: "text-generation-router",
        version: "3.3.6",
      }),
    "GET /v1/models": () =>
      httpJson(200, {
        object: "list",
        data: [{ id: modelId, object: "model", created: 0, owned_by: modelId }],
      }),
    "POST /tokenize": (request) => httpJson(200, tokenList(textField(request, "inputs", ""))),
    "POST /chat_tokenize": (request) => {
      const text = templatedText(request);
      return httpJson(200, { tokenize_response: tokenList(text), templated_text: text });
    },
  };
}

export const notFound = (): Script => httpBody(404, "text/plain", "");

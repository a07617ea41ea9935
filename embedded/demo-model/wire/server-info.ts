import { limits, modelId } from "../model.ts";
import { sendJson, type Exchange } from "./exchange.ts";

/** GET /health, /ping and / */
export function sendHealth({ response }: Exchange): void {
  response.writeHead(200, { "content-length": 0 }).end();
}

/** GET /info */
export function sendInfo({ response }: Exchange): void {
  sendJson(response, {
    model_id: modelId,
    model_sha: null,
    model_pipeline_tag: "text-generation",
    max_concurrent_requests: limits.maxConcurrentRequests,
    max_best_of: limits.maxBestOf,
    max_stop_sequences: limits.maxStopSequences,
    max_input_tokens: limits.maxInputTokens,
    max_total_tokens: limits.maxTotalTokens,
    validation_workers: 2,
    max_client_batch_size: 4,
    router: "text-generation-router",
    version: "3.3.6-demo",
    sha: null,
    docker_label: null,
  });
}

/** GET /v1/models */
export function listModels({ response }: Exchange): void {
  sendJson(response, {
    object: "list",
    data: [{ id: modelId, object: "model", created: 0, owned_by: modelId }],
  });
}

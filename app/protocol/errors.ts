/**
 * Every error that a person or a program can see: its code, HTTP status, text and whether trying
 * again can help. The edges look it up here and nowhere else. Browser-safe.
 */
interface ErrorEntry {
  readonly status: number;
  readonly message: string;
  readonly retryable: boolean;
}

export const errorTable = {
  invalid_request: { status: 400, message: "The request is not valid.", retryable: false },
  unauthenticated: {
    status: 401,
    message: "You are not signed in. Open this page through the sign-in proxy.",
    retryable: false,
  },
  forbidden_origin: {
    status: 403,
    message: "This request came from another site and was refused.",
    retryable: false,
  },
  forbidden_host: {
    status: 403,
    message:
      "This server does not answer under this address. Whoever runs it can set PUBLIC_URL to the address that people use.",
    retryable: false,
  },
  not_found: { status: 404, message: "There is nothing here, or it is not yours.", retryable: false },
  method_not_allowed: { status: 405, message: "This address does not take this method.", retryable: false },
  conflict: {
    status: 409,
    message: "This id is already taken by something else. Use a new id.",
    retryable: false,
  },
  payload_too_large: { status: 413, message: "This is too large to be accepted.", retryable: false },
  unsupported_media_type: {
    status: 415,
    message:
      "The body is in a form that is not read here. Send UTF-8, plain or compressed with gzip, deflate or br.",
    retryable: false,
  },
  upgrade_required: {
    status: 426,
    message: "This address is a WebSocket. Connect to it with the protocol websocket.",
    retryable: false,
  },
  rate_limited: {
    status: 429,
    message: "Too many requests at once. Wait a moment and try again.",
    retryable: true,
  },
  internal: {
    status: 500,
    message: "Something went wrong on our side. It was logged. Try again.",
    retryable: true,
  },
  database_unavailable: {
    status: 503,
    message: "The database cannot take writes at the moment. Nothing was lost. Try again shortly.",
    retryable: true,
  },
  too_slow: {
    status: 503,
    message:
      "This took too long and was given up. Ask for less, for example with longer words, or try again.",
    retryable: true,
  },
  draining: {
    status: 503,
    message: "The server is restarting. Try again in a few seconds.",
    retryable: true,
  },
  unknown_model: {
    status: 400,
    message: "There is no model of this name here. See GET /api/models.",
    retryable: false,
  },
  message_too_long: {
    status: 400,
    message: "This message alone is longer than the model can read. Shorten it or choose another model.",
    retryable: false,
  },
  quota_exceeded: {
    status: 429,
    message: "Your tokens for today are used up. They are renewed at midnight UTC.",
    retryable: false,
  },
  content_blocked: {
    status: 422,
    message: "The safety model blocked this content.",
    retryable: false,
  },
  safety_unavailable: {
    status: 503,
    message: "The safety model could not check this, so nothing is shown. Your message is saved. Try again.",
    retryable: true,
  },
  model_unavailable: {
    status: 502,
    message: "The model server cannot be reached. Your message is saved. Try again.",
    retryable: true,
  },
  model_overloaded: {
    status: 503,
    message: "The model is busy with other requests. Your message is saved. Try again in a moment.",
    retryable: true,
  },
  model_loading: {
    status: 503,
    message: "The model is still being loaded. Your message is saved. Try again in a moment.",
    retryable: true,
  },
  model_timeout: {
    status: 504,
    message: "The model did not answer in time. Your message is saved. Try again.",
    retryable: true,
  },
  model_rejected: {
    status: 502,
    message: "The model server refused this request. Your message is saved.",
    retryable: false,
  },
  model_context_exceeded: {
    status: 502,
    message:
      "The conversation is longer than the model can read. Your message is saved. Shorten it, start a new chat or choose another model.",
    retryable: false,
  },
  model_filtered: {
    status: 502,
    message: "A filter of the model server ended this answer. What arrived is kept. Ask in other words.",
    retryable: true,
  },
  model_empty: {
    status: 502,
    message: "The model ended without an answer. Your message is saved. Try again.",
    retryable: true,
  },
  model_tool_call: {
    status: 502,
    message: "The model asked for a tool that this chat does not have. What arrived is kept. Try again.",
    retryable: true,
  },
  model_ended_early: {
    status: 502,
    message: "The model server ended this answer early. What arrived is kept. Try again.",
    retryable: true,
  },
  model_truncated: {
    status: 502,
    message: "The model's answer broke off. What arrived is kept. Try again.",
    retryable: true,
  },
  model_failed: {
    status: 502,
    message: "The model failed while answering. What arrived is kept. Try again.",
    retryable: true,
  },
  kernel_unavailable: {
    status: 502,
    message: "The server that runs code cannot be reached. Nothing was run. Try again.",
    retryable: true,
  },
  kernel_refused: {
    status: 503,
    message:
      "The server that runs code has no kernel free. Try again later, or end one that you no longer need.",
    retryable: true,
  },
  kernel_timeout: {
    status: 504,
    message: "The kernel did not start in time. Nothing was run. Try again.",
    retryable: true,
  },
  kernel_line_full: {
    status: 429,
    message: "Too much code waits to run. Wait for it, or take some of it back.",
    retryable: true,
  },
  interrupted: {
    status: 503,
    message: "The answer was interrupted when the server restarted. What arrived is kept.",
    retryable: true,
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errorTable;

export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(errorTable, code);
}

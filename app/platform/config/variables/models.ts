import { describeModel } from "../describe-model.ts";
import type { LlmConfig, SafetyLlmConfig } from "../llm-config.ts";
import { readLlm, readSafetyLlm } from "../llm-variables.ts";
import type { Variable } from "../variable.ts";

const llm: Variable<LlmConfig[] | undefined, "LLM"> = {
  name: "LLM",
  unset: "`http://localhost:8080`, else a demo model",
  example: '{"url":"http://localhost:8080","model":"tgi","temperature":0.7,"max_tokens":1024}',
  doc: "The model server: a URL, a JSON dict, or a JSON list of dicts, which gives people a choice.",
  parts: [
    {
      name: "LLM__SYSTEM_PROMPT",
      example: "You are a helpful assistant.",
      doc: "The same dict one key at a time, over LLM; also LLM__URL, LLM__API_KEY, LLM__EXTRA_BODY__SEED and so on.",
    },
  ],
  read: ({ given }, findings) => readLlm(given, findings),
  describe: (models) =>
    models === undefined
      ? { LLM: llm.unset }
      : Object.fromEntries(
          models.flatMap((model, index) => Object.entries(describeModel("LLM", `LLM[${index}]`, model))),
        ),
};

const safetyLlm: Variable<SafetyLlmConfig | undefined, "SAFETY_LLM"> = {
  name: "SAFETY_LLM",
  unset: "no check",
  example:
    '{"url":"http://localhost:8081","model":"llama-guard","check":"both","on_error":"block","actions":{"S6":"warn"},"hold_back":240,"keep":"hash"}',
  doc: "A safety model that checks messages and answers: a URL or a JSON dict.",
  parts: [
    {
      name: "SAFETY_LLM__TIMEOUT_MS",
      example: "10000",
      doc: "The same dict one key at a time, over SAFETY_LLM.",
    },
  ],
  read: ({ given }, findings) => readSafetyLlm(given, findings),
  describe: (model) =>
    model === undefined ? { SAFETY_LLM: safetyLlm.unset } : describeModel("SAFETY_LLM", "SAFETY_LLM", model),
};

export const modelVariables = {
  /** The models, at least one, the first being the default; undefined when LLM is unset, then the quickstart decides. */
  llm,
  safetyLlm,
};

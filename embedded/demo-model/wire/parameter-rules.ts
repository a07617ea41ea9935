import { limits } from "../model.ts";
import { validationError } from "../failures.ts";
import type { Parameters } from "./request-schemas.ts";

type Maybe = number | null | undefined;
const isSet = (value: Maybe): value is number => typeof value === "number";
const notPositive = (value: Maybe) => isSet(value) && value <= 0;
const notBetween0And1 = (value: Maybe) => isSet(value) && (value <= 0 || value >= 1);

/** What is wrong with the settings of a generation: the rules and texts of TGI's validation.rs, in its order. */
const rules: readonly ((parameters: Parameters, streaming: boolean) => string | false)[] = [
  ({ best_of }) =>
    isSet(best_of) &&
    (best_of === 0 || best_of > limits.maxBestOf) &&
    `\`best_of\` must be > 0 and <= ${limits.maxBestOf}. Given: ${best_of}`,
  ({ best_of }, streaming) =>
    isSet(best_of) && best_of > 1 && streaming && "`best_of` != 1 is not supported when streaming tokens",
  ({ decoder_input_details }, streaming) =>
    decoder_input_details &&
    streaming &&
    "`decoder_input_details` == true is not supported when streaming tokens",
  (parameters) =>
    (parameters.best_of ?? 1) > 1 && !isSampling(parameters) && "you must use sampling when `best_of` is > 1",
  ({ temperature }) => notPositive(temperature) && "`temperature` must be strictly positive",
  ({ repetition_penalty }) =>
    notPositive(repetition_penalty) && "`repetition_penalty` must be strictly positive",
  ({ frequency_penalty }) =>
    isSet(frequency_penalty) &&
    Math.abs(frequency_penalty) > 2 &&
    "`frequency_penalty` must be >= -2.0 and <= 2.0",
  ({ top_p }) => notBetween0And1(top_p) && "`top_p` must be > 0.0 and < 1.0",
  ({ typical_p }) => notBetween0And1(typical_p) && "`typical_p` must be > 0.0 and < 1.0",
  ({ top_k }) => notPositive(top_k) && "`top_k` must be strictly positive",
  ({ max_new_tokens }) => max_new_tokens === 0 && "`max_new_tokens` must be strictly positive",
  ({ stop }) =>
    stop.length > limits.maxStopSequences &&
    `\`stop\` supports up to ${limits.maxStopSequences} stop sequences. Given: ${stop.length}`,
  ({ best_of, seed }) => (best_of ?? 1) > 1 && isSet(seed) && "`seed` must not be set when `best_of` > 1",
  ({ top_n_tokens }) =>
    isSet(top_n_tokens) &&
    top_n_tokens > limits.maxTopTokens &&
    `\`top_n_tokens\` must be >= 0 and <= ${limits.maxTopTokens}. Given: ${top_n_tokens}`,
  ({ truncate }) =>
    isSet(truncate) &&
    (truncate === 0 || truncate > limits.maxInputTokens) &&
    `\`truncate\` must be strictly positive and less than ${limits.maxInputTokens}. Given: ${truncate}`,
  ({ grammar }) => grammar != null && "grammar is not supported",
];

function isSampling({ do_sample, temperature, top_k, top_p, typical_p }: Parameters): boolean {
  return do_sample || [temperature, top_k, top_p, typical_p].some(isSet);
}

/** @throws TgiError of type `validation` */
export function requireValidParameters(parameters: Parameters, streaming: boolean): void {
  for (const rule of rules) {
    const problem = rule(parameters, streaming);
    if (problem !== false) throw validationError(problem);
  }
}

/**
 * How many tokens may be generated after a prompt of this length.
 * @throws TgiError of type `validation` when prompt and answer do not fit
 */
export function requireFit(promptTokens: number, maxNewTokens: Maybe): number {
  if (promptTokens === 0) throw validationError("`inputs` cannot be empty");
  const room = Math.max(0, limits.maxTotalTokens - promptTokens);
  const wanted = maxNewTokens ?? room;
  const firstPass = Math.min(wanted, limits.maxTokensPerPass);
  if (promptTokens + firstPass > limits.maxTotalTokens) {
    throw validationError(
      `\`inputs\` tokens + \`max_new_tokens\` must be <= ${limits.maxTotalTokens}. Given: ${promptTokens} \`inputs\` tokens and ${firstPass} \`max_new_tokens\``,
    );
  }
  if (promptTokens > limits.maxInputTokens) {
    throw validationError(
      `\`inputs\` must have less than ${limits.maxInputTokens} tokens. Given: ${promptTokens}`,
    );
  }
  return Math.min(wanted, room);
}

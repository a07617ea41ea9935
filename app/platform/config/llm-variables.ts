import type { z } from "zod";
import type { Findings } from "./config-error.ts";
import { readExplodedKeys } from "./exploded-keys.ts";
import type { GivenVariables } from "./given-variables.ts";
import { mergeJsonObjects, type JsonObject } from "./json-values.ts";
import type { LlmConfig, SafetyLlmConfig } from "./llm-config.ts";
import { parseLlmForm } from "./llm-form.ts";
import { withOurKeys, type DictVariable } from "./llm-keys.ts";
import {
  dictProblem,
  explodedBesideListProblems,
  fallbackProblems,
  keyProblem,
  repeatedNameProblems,
  type DictOrigin,
} from "./llm-problems.ts";
import { llmSchema, safetyLlmSchema } from "./llm-schema.ts";

interface LocatedDict extends DictOrigin {
  dict: JsonObject;
}

/** What keys one at a time go over when the variable itself is unset: LLM has a default, SAFETY_LLM none. */
const impliedDicts = { LLM: { url: "http://localhost:8080" }, SAFETY_LLM: {} };

/** The models of LLM and LLM__*; undefined when neither is given. */
export function readLlm(given: GivenVariables, findings: Findings): LlmConfig[] | undefined {
  const dicts = readDicts("LLM", given, findings);
  const models = dicts?.flatMap((dict) => parseDict(llmSchema, dict, findings) ?? []);
  findings.problems.push(...repeatedNameProblems(models?.map((model) => model.name) ?? []));
  if (models?.length === dicts?.length) findings.problems.push(...fallbackProblems(models ?? []));
  return models;
}

/** The safety model of SAFETY_LLM and SAFETY_LLM__*; undefined when neither is given. */
export function readSafetyLlm(given: GivenVariables, findings: Findings): SafetyLlmConfig | undefined {
  const dict = readDicts("SAFETY_LLM", given, findings)?.[0];
  return dict && parseDict(safetyLlmSchema, dict, findings);
}

function readDicts(
  variable: DictVariable,
  given: GivenVariables,
  findings: Findings,
): LocatedDict[] | undefined {
  const exploded = readExplodedKeys(variable, given, findings);
  const text = given[variable];
  try {
    const form = text === undefined ? undefined : parseLlmForm(variable, text);
    if (form?.isList) {
      findings.problems.push(...explodedBesideListProblems(exploded));
      const noParts = { dict: {}, variableOf: new Map<string, string>() };
      return form.dicts.map((dict, index) => ({
        variable,
        label: `${variable}[${index}]`,
        dict,
        exploded: noParts,
      }));
    }
    if (form === undefined && exploded.variableOf.size === 0) return undefined;
    return [{ variable, label: variable, dict: form?.dicts[0] ?? impliedDicts[variable], exploded }];
  } catch (error) {
    findings.problems.push(dictProblem(error, { variable, label: variable }));
    return undefined;
  }
}

/** Keys one at a time win over the JSON form, whichever alias each of them uses. */
function parseDict<T>(schema: z.ZodType<T>, source: LocatedDict, findings: Findings): T | undefined {
  const context = { label: source.label, warnings: findings.warnings };
  try {
    const whole = withOurKeys(source.variable, source.dict, context);
    const parts = withOurKeys(source.variable, source.exploded.dict, context);
    const parsed = schema.safeParse(mergeJsonObjects(whole, parts));
    if (parsed.success) return parsed.data;
    findings.problems.push(...parsed.error.issues.map((issue) => keyProblem(issue, source)));
  } catch (error) {
    findings.problems.push(dictProblem(error, source));
  }
  return undefined;
}

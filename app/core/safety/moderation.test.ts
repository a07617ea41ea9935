import { describe, expect, it } from "vitest";
import type { ModelEvent, PromptMessage } from "../turn/text-model.ts";
import { createModeration } from "./moderation.ts";
import type { SafetyFinding } from "./safety-audit.ts";
import type { Verdict } from "./safety-model.ts";
import type { SafetyPolicy } from "./safety-policy.ts";
import { WithheldError } from "./withheld-error.ts";

const safe: Verdict = { verdict: "safe" };
const unsafe: Verdict = { verdict: "unsafe", categories: [{ code: "S9", name: "Indiscriminate Weapons" }] };

/** A guard that finds the word, and all that is told of it. */
function watched(given: Partial<SafetyPolicy> = {}, check?: (turns: readonly PromptMessage[]) => Verdict) {
  const asked: PromptMessage[][] = [];
  const findings: SafetyFinding[] = [];
  const errors: string[] = [];
  const nothing = () => {};
  const moderation = createModeration({
    guard: {
      name: "Guard",
      async check(turns) {
        asked.push([...turns]);
        return check ? check(turns) : turns.at(-1)?.content.includes("bomb") ? unsafe : safe;
      },
    },
    policy: { check: "both", onError: "block", holdBack: 10, keep: "hash", ...given },
    audit: { record: async (finding) => void findings.push(finding) },
    telemetry: { checked: nothing, auditFailed: () => errors.push("audit") },
    log: { debug: nothing, info: nothing, warn: nothing, error: (_fields, message) => errors.push(message) },
  });
  return { asked, findings, errors, moderation };
}

async function* says(...pieces: string[]): AsyncGenerator<ModelEvent, void, undefined> {
  for (const text of pieces) yield { type: "text", text };
  yield { type: "finished", finishReason: "stop" };
}

async function run(
  { moderation }: ReturnType<typeof watched>,
  messages: readonly PromptMessage[],
  ...pieces: string[]
) {
  const watch = moderation.begin({
    ...{ userId: "ada", conversationId: "c", questionId: "q", answerId: "a", model: "M", messages },
    signal: new AbortController().signal,
  });
  let text = "";
  let error: unknown;
  try {
    for await (const event of watch.watch(says(...pieces))) if (event.type === "text") text += event.text;
  } catch (caught) {
    error = caught;
  }
  return { text, error, noted: watch.noted };
}

const asks = (content: string): PromptMessage => ({ role: "user", content });
const answers = (content: string): PromptMessage => ({ role: "assistant", content });

describe("createModeration", () => {
  it("shows the guard turns that alternate, the first the user's, without the system prompt", async () => {
    const watch = watched();
    const messages = [{ role: "system", content: "Be brief." } as const, asks("1"), answers("2"), asks("3")];
    expect(await run(watch, messages, "4")).toMatchObject({ text: "4", error: undefined });
    expect(watch.asked[0]).toEqual([asks("1"), answers("2"), asks("3")]);
    expect(watch.asked.at(-1)).toEqual([asks("1"), answers("2"), asks("3"), answers("4")]);
  });

  it("finds a word anywhere in a question that is longer than the guard can read", async () => {
    for (const at of [0, 3_998, 4_000, 70_000, 199_996]) {
      const watch = watched({ check: "input" });
      const question = `${"x".repeat(at)}bomb${"x".repeat(199_996 - at)}`;
      const { error } = await run(watch, [asks(question)], "Sure.");
      expect(error, `at ${at}`).toBeInstanceOf(WithheldError);
      expect(watch.asked.every((turns) => turns.every(({ content }) => content.length <= 4_000))).toBe(true);
    }
  });

  it("keeps within the guard's window when that is known", async () => {
    const watch = watched({ contextLength: 4_096 });
    const long = "y".repeat(9_000);
    await run(watch, [asks(long), answers(long), asks(long)], long);
    const lengths = watch.asked.map((turns) => turns.reduce((sum, turn) => sum + turn.content.length, 0));
    expect(Math.max(...lengths)).toBeLessThanOrEqual(3_096);
  });

  it("reads the end of the answer that is continued with what is new of it", async () => {
    const watch = watched();
    const { error } = await run(watch, [asks("Go on"), answers("A bo")], "mb.");
    expect(error).toBeInstanceOf(WithheldError);
    expect(watch.asked[0]).toEqual([asks("Go on"), answers("A bomb.")]);
  });

  it("leaves the conversation out when the guard takes no more", async () => {
    const watch = watched({}, (turns) =>
      turns.length > 2 ? { verdict: "unknown", reason: "rejected" } : safe,
    );
    const { text } = await run(watch, [asks("1"), answers("2"), asks("3")], "4");
    expect(text).toBe("4");
    expect(watch.asked.at(-1)).toEqual([asks("3"), answers("4")]);
  });

  it("writes to the audit once what every part of an answer shows again", async () => {
    const watch = watched({ actions: { S9: "warn" }, check: "output" });
    const pieces = Array.from({ length: 50 }, () => "a bomb and more ");
    const { text, noted } = await run(watch, [asks("Hi")], ...pieces);
    expect(text).toBe(pieces.join(""));
    expect(noted).toMatchObject({ action: "warn", categories: [{ code: "S9" }] });
    expect(watch.findings).toHaveLength(1);
    expect(watch.findings[0]).toMatchObject({ messageId: "a", action: "warn", content: undefined });
  });

  it("keeps of a blocked question what the operator wants, the whole of it", async () => {
    const question = `${"z".repeat(5_000)} bomb`;
    for (const keep of ["store", "hash", "redact"] as const) {
      const watch = watched({ keep });
      await run(watch, [asks(question)], "Sure.");
      const [finding] = watch.findings;
      expect(finding?.content).toBe(keep === "store" ? question : undefined);
      expect(finding?.contentSha256 === undefined).toBe(keep === "redact");
    }
  });

  it("answers also when the audit cannot be written, and says so without the words", async () => {
    const watch = watched({ actions: { S9: "log" } });
    const failing = createModeration({
      guard: { name: "Guard", check: async () => unsafe },
      policy: { check: "input", onError: "block", holdBack: 10, keep: "hash", actions: { S9: "log" } },
      audit: { record: () => Promise.reject(new Error("no connection")) },
      telemetry: { checked: () => {}, auditFailed: () => watch.errors.push("audit") },
      log: {
        ...{ debug: () => {}, info: () => {}, warn: () => {} },
        error: (fields) => watch.errors.push(JSON.stringify(fields)),
      },
    });
    const { text } = await run({ ...watch, moderation: failing }, [asks("a bomb")], "Sure.");
    expect(text).toBe("Sure.");
    expect(watch.errors).toContain("audit");
    expect(watch.errors.join("")).not.toContain("bomb");
  });
});

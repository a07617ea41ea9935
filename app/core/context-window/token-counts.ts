import { createHash } from "node:crypto";
import type { TextModel } from "../turn/text-model.ts";

/** Texts whose counts are kept, over all models. */
const maxKept = 20_000;
/** New texts of a turn that are counted one by one; more, as of a conversation read anew, are counted together. */
const countedAlone = 3;
/** A server that did not count is not asked again for so long. */
const restMs = 10_000;

interface Count {
  tokens: number;
  /** Set where texts were counted together: this is a share by length, and only the sum of all of them is right. */
  group: { size: number } | undefined;
}

/**
 * How many tokens texts have: as the model server counted them, else estimated. Counts are kept, so that a message is
 * counted once and not in every turn.
 */
export class TokenCounts {
  readonly #kept = new Map<string, Count>();
  /** By name of the model. */
  readonly #restsUntil = new Map<string, number>();

  /** @returns tokens of the text alone, and whether they are an estimate */
  count(model: TextModel, text: string): { tokens: number; isEstimate: boolean } {
    const counted = this.#kept.get(keyOf(model, text));
    return counted === undefined
      ? { tokens: estimateTokens(text), isEstimate: true }
      : { tokens: counted.tokens, isEstimate: false };
  }

  /**
   * Asks the model server for the texts that are not counted yet: the first by itself, since it decides whether a
   * message is refused, and many others at once. Returns at the deadline at the latest; an answer that comes later
   * serves the next turn. Never throws.
   * @param texts what must be in the prompt first; what probably has no room in it is not counted
   * @param limitTokens for all of them
   */
  async measure(
    model: TextModel,
    texts: readonly string[],
    limitTokens: number,
    deadline: Promise<void>,
  ): Promise<void> {
    const missing = this.#missing(model, texts, limitTokens);
    const alone = missing.length <= countedAlone ? missing : missing.slice(0, 1);
    const together = missing.filter((text) => !alone.includes(text));
    await this.#askInTime(model, [...alone.map((text) => [text]), together], deadline);
  }

  #missing(model: TextModel, texts: readonly string[], limitTokens: number): string[] {
    const missing: string[] = [];
    let total = 0;
    for (const text of new Set(texts)) {
      const { tokens, isEstimate } = this.count(model, text);
      total += tokens;
      if (isEstimate && text !== "" && (total <= limitTokens || missing.length === 0)) missing.push(text);
    }
    return missing;
  }

  /** Whether the counts of these texts add up: none was counted together with one that is not among them. */
  addUp(model: TextModel, texts: readonly string[]): boolean {
    return this.#separated(model, texts).length === 0;
  }

  /**
   * Counts what keeps the sum of these from being right: together, or each alone. Else like `measure`.
   * @returns whether it was counted, in time
   */
  async measureAnew(
    model: TextModel,
    texts: readonly string[],
    eachAlone: boolean,
    deadline: Promise<void>,
  ): Promise<boolean> {
    const separated = this.#separated(model, texts);
    const missing = texts.filter((text) => text !== "" && this.count(model, text).isEstimate);
    const unsure = [...new Set([...separated, ...missing])];
    return this.#askInTime(model, eachAlone ? unsure.map((text) => [text]) : [unsure], deadline);
  }

  #separated(model: TextModel, texts: readonly string[]): string[] {
    const distinct = [...new Set(texts)];
    const groups = distinct.map((text) => this.#kept.get(keyOf(model, text))?.group);
    return distinct.filter((_, index) => {
      const group = groups[index];
      return group && groups.filter((other) => other === group).length < group.size;
    });
  }

  async #askInTime(
    model: TextModel,
    groups: readonly (readonly string[])[],
    deadline: Promise<void>,
  ): Promise<boolean> {
    if ((this.#restsUntil.get(model.name) ?? 0) > performance.now()) return false;
    const asked = groups.filter(({ length }) => length > 0).map((group) => this.#ask(model, group));
    const late = deadline.then(() => [false]);
    return (await Promise.race([Promise.all(asked), late])).every((isCounted) => isCounted);
  }

  /** @returns whether the server has counted */
  async #ask(model: TextModel, texts: readonly string[]): Promise<boolean> {
    const total = await model.countTokens?.(texts.join("\n"));
    if (total === undefined) {
      this.#restsUntil.set(model.name, performance.now() + restMs);
      return false;
    }
    const estimates = texts.map(estimateTokens);
    const scale = total / estimates.reduce((sum, tokens) => sum + tokens, 0);
    const group = texts.length > 1 ? { size: texts.length } : undefined;
    texts.forEach((text, index) => {
      this.#keep(keyOf(model, text), { tokens: Math.ceil((estimates[index] ?? 0) * scale), group });
    });
    return true;
  }

  #keep(key: string, count: Count): void {
    this.#kept.set(key, count);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > maxKept && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** About 3.5 bytes a token: English has 4 and more, code and German 3 to 3.5, Chinese 3 bytes for one character. */
export function estimateTokens(text: string): number {
  return Math.ceil(Buffer.byteLength(text) / 3.5);
}

const keyOf = (model: TextModel, text: string) =>
  `${model.name}\n${createHash("sha1").update(text).digest("base64")}`;

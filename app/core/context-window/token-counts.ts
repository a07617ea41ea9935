import { createHash } from "node:crypto";
import type { TextModel } from "../turn/text-model.ts";

/** Texts whose counts are kept, over all models. */
const maxKept = 20_000;
/** A turn waits no longer for the model server's counts than this. */
const patienceMs = 150;

/**
 * How many tokens texts have: as the model server counted them, else estimated. Counts are kept, so that a message is
 * counted once and not in every turn.
 */
export class TokenCounts {
  readonly #kept = new Map<string, number>();

  /** @returns tokens of the text alone, and whether they are an estimate */
  count(model: TextModel, text: string): { tokens: number; isEstimate: boolean } {
    const counted = this.#kept.get(keyOf(model, text));
    return counted === undefined
      ? { tokens: estimateTokens(text), isEstimate: true }
      : { tokens: counted, isEstimate: false };
  }

  /**
   * Asks the model server once for all texts that are not counted yet, and gives each its share by length. Returns
   * after a short while at the latest; an answer that comes later serves the next turn. Never throws.
   */
  async measure(model: TextModel, texts: readonly string[]): Promise<void> {
    const missing = [...new Set(texts)].filter((text) => text && this.count(model, text).isEstimate);
    if (missing.length === 0 || !model.countTokens) return;
    const late = new Promise<void>((resolve) => setTimeout(resolve, patienceMs).unref());
    await Promise.race([this.#ask(model, missing), late]);
  }

  async #ask(model: TextModel, texts: readonly string[]): Promise<void> {
    const total = await model.countTokens?.(texts.join("\n"));
    if (total === undefined) return;
    const estimates = texts.map(estimateTokens);
    const scale = total / estimates.reduce((sum, tokens) => sum + tokens, 0);
    texts.forEach((text, index) => {
      this.#keep(keyOf(model, text), Math.ceil((estimates[index] ?? 0) * scale));
    });
  }

  #keep(key: string, tokens: number): void {
    this.#kept.set(key, tokens);
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

import { createContext } from "react";
import type { HighlightEngine } from "./engine.ts";
import { findLanguage } from "./languages.ts";
import type { CodeToken } from "./token-emitter.ts";

export type Tokenize = (code: string) => readonly CodeToken[];

interface Highlighter {
  /**
   * Fetches the engine and the grammar for a fence's info string; undefined for a language that we do not have.
   * Rejects when a chunk cannot be fetched; a later call tries again.
   */
  load(info: string): Promise<Tokenize | undefined>;
}

/** Keeps one engine with the grammars fetched so far; nothing is fetched before the first `load`. */
export function createHighlighter(): Highlighter {
  let engine: HighlightEngine | undefined;
  const requireEngine = async (): Promise<HighlightEngine> => {
    const { createHighlightEngine } = await import("./engine.ts");
    return (engine ??= createHighlightEngine());
  };
  return {
    async load(info) {
      const language = findLanguage(info);
      if (language === undefined) return undefined;
      const languages = [language, ...language.embeds.map(findLanguage)].filter((one) => one !== undefined);
      const [loaded, ...grammars] = await Promise.all([
        requireEngine(),
        ...languages.map(async ({ id, load }) => ({ id, grammar: (await load()).default })),
      ]);
      for (const { id, grammar } of grammars) loaded.register(id, grammar);
      return (code) => loaded.tokenize(language.id, code);
    },
  };
}

/** The page's highlighter: a cache of code chunks and nothing else, so a default may serve all pages. */
export const HighlighterContext = createContext<Highlighter>(createHighlighter());

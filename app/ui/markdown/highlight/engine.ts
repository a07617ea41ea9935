import type { LanguageFn } from "highlight.js";
import hljs from "highlight.js/lib/core";
import { TokenEmitter, type CodeToken } from "./token-emitter.ts";

export interface HighlightEngine {
  register(languageId: string, grammar: LanguageFn): void;
  /** Never throws for odd code: text that the grammar calls illegal is highlighted as far as it goes. */
  tokenize(languageId: string, code: string): readonly CodeToken[];
}

/** highlight.js with its output replaced by tokens (the same door as lowlight uses; the version is pinned). */
export function createHighlightEngine(): HighlightEngine {
  const highlighter = hljs.newInstance();
  highlighter.configure({ __emitter: TokenEmitter });
  return {
    register(languageId, grammar) {
      if (highlighter.getLanguage(languageId) === undefined)
        highlighter.registerLanguage(languageId, grammar);
    },
    tokenize(languageId, code) {
      const { _emitter: emitter } = highlighter.highlight(code, {
        language: languageId,
        ignoreIllegals: true,
      });
      return emitter instanceof TokenEmitter ? emitter.tokens : [];
    },
  };
}

import hljs from "highlight.js/lib/core";
import python from "highlight.js/lib/languages/python";
import typescript from "highlight.js/lib/languages/typescript";
import temml from "temml";
import { findParts } from "#app/ui/markdown/document-context.ts";
import { decodeEntities } from "#app/ui/markdown/entities.ts";
import { isPaintable } from "#app/ui/markdown/highlight/code-painter.ts";
import { parseLanguageName } from "#app/ui/markdown/highlight/languages.ts";
import { trimOpenMarker } from "#app/ui/markdown/last-line.ts";
import { createPageBudget } from "#app/ui/markdown/page-budget.ts";
import { LIMITS } from "#app/ui/markdown/parser/budget.ts";
import { parseMarkdown } from "#app/ui/markdown/parser/parse-markdown.ts";
import { parseOpenEnd } from "#app/ui/markdown/open-end.ts";
import { toPlainText } from "#app/ui/markdown/plain-text.ts";
import { toRichText } from "#app/ui/markdown/rich-text.ts";
import { findSafeUrl } from "#app/ui/markdown/safe-url.ts";
import { createStreamingDocument } from "#app/ui/markdown/streaming-document.ts";
import { findDirection } from "#app/ui/markdown/text-direction.ts";
import type { BoundedWork } from "./work.ts";

const engine = hljs.newInstance();
engine.registerLanguage("python", python);
engine.registerLanguage("typescript", typescript);

/** Of answers: markdown.bounded.test.tsx has some fifty families more for the parser, and for texts that grow. */
export const markdownWork: BoundedWork[] = [
  {
    name: "Markdown",
    covers: [
      "app/ui/markdown/document-context.ts",
      "app/ui/markdown/open-end.ts",
      "app/ui/markdown/parser/addresses.ts",
      "app/ui/markdown/parser/block-parser.ts",
      "app/ui/markdown/parser/block-starts.ts",
      "app/ui/markdown/parser/block-tokens.ts",
      "app/ui/markdown/parser/html-blocks.ts",
      "app/ui/markdown/parser/html-tags.ts",
      "app/ui/markdown/parser/inline-math.ts",
      "app/ui/markdown/parser/inlines.ts",
      "app/ui/markdown/parser/link-parts.ts",
      "app/ui/markdown/parser/list-markers.ts",
      "app/ui/markdown/parser/math-blocks.ts",
      "app/ui/markdown/parser/math-text.ts",
      "app/ui/markdown/parser/next-index.ts",
      "app/ui/markdown/parser/parse-markdown.ts",
      "app/ui/markdown/parser/table-rows.ts",
      "app/ui/markdown/streaming-document.ts",
      "app/ui/markdown/server-markdown.tsx",
    ],
    run: (text) => [
      findParts(parseMarkdown(text).blocks, text),
      parseOpenEnd(text, {}),
      createStreamingDocument().read(text, false),
    ],
    maxLength: LIMITS.length,
  },
  {
    name: "an answer as plain and as formatted text",
    covers: ["app/ui/markdown/plain-text.ts", "app/ui/markdown/rich-text.ts"],
    run: (text) => [toPlainText(text), toRichText(text)],
    // Beyond its limit all is source: a step, and then linear again.
    maxLength: LIMITS.length,
  },
  {
    name: "the small parts of an answer",
    covers: [
      "app/ui/markdown/entities.ts",
      "app/ui/markdown/highlight/languages.ts",
      "app/ui/markdown/inline.tsx",
      "app/ui/markdown/last-line.ts",
      "app/ui/markdown/page-budget.ts",
      "app/ui/markdown/safe-url.ts",
      "app/ui/markdown/text-direction.ts",
    ],
    run: (text) => [
      decodeEntities(text),
      findSafeUrl(text),
      findDirection(text),
      trimOpenMarker(text),
      parseLanguageName(text),
      createPageBudget().take(text),
    ],
  },
  {
    name: "the colours of code",
    covers: [
      "app/ui/markdown/highlight/engine.ts",
      "app/ui/markdown/highlight/code-painter.ts",
      "app/ui/markdown/highlight/token-emitter.ts",
    ],
    run: (text) =>
      isPaintable(text)
        ? ["python", "typescript"].map((language) =>
            engine.highlight(text, { language, ignoreIllegals: true }),
          )
        : undefined,
    maxLength: 50_000,
  },
  {
    name: "a formula",
    covers: ["app/ui/markdown/math/typeset.ts"],
    run: (text) => {
      try {
        return temml.renderToString(text, { throwOnError: true, maxExpand: 200 });
      } catch (error) {
        return error;
      }
    },
    maxLength: 10_000,
  },
];

import { cleanSingleValue, findSingleValue } from "#app/core/identity/header-value.ts";
import { findAddressRange } from "#app/core/identity/address-ranges.ts";
import { createOriginCheck } from "#app/core/identity/origin-check.ts";
import { findHost } from "#app/core/identity/host-name.ts";
import { parseVariables } from "#app/core/kernels/kernel-variables.ts";
import { createExcerpt } from "#app/core/search/excerpt.ts";
import { toPlainLine } from "#app/core/search/plain-line.ts";
import { parseSearchTerms } from "#app/core/search/search-terms.ts";
import { attachment } from "#app/core/transfer/file-name.ts";
import { formatMarkdown } from "#app/core/transfer/export-markdown.ts";
import { cleanTitle, titleFromContent } from "#app/core/turn/title.ts";
import { parseClientFrame } from "#app/gateway/parse-frame.ts";
import { findLocalTarget } from "#app/http/local-target.ts";
import { findRequestTarget } from "#app/http/request-target.ts";
import { chooseLanguage } from "#app/i18n/languages.ts";
import { cleanText, isPlainText } from "#app/protocol/clean-text.ts";
import { findFolded } from "#app/protocol/fold-text.ts";
import { laterReadAfter, parseReadAfterCookies } from "#app/protocol/read-after.ts";
import { conversationPatchSchema, newMessageSchema } from "#app/protocol/requests.ts";
import { limits } from "#app/protocol/limits.ts";
import { parseJson } from "#app/protocol/parse-json.ts";
import { createContext, sampleConversation } from "#app/routes/page/page-samples.ts";
import { action as preferences } from "#app/routes/preferences.ts";
import { plainSentences, withoutMarks } from "#app/routes/_chat/shell/plain-sentences.ts";
import { formatOfflinePage } from "#app/routes/page/offline-page.ts";
import { parsePreferences } from "#app/routes/page/cookies.ts";
import { searchPattern } from "#db/stores/search-pattern.ts";
import type { BoundedWork } from "./work.ts";

/** Node.js takes no more headers than this. */
const headers = 16 * 1024;
const originCheck = createOriginCheck({ publicUrl: undefined });

export const edgeWork: BoundedWork[] = [
  {
    name: "the one cleaning of text",
    covers: ["app/protocol/clean-text.ts"],
    run: (text) => [cleanText(text), isPlainText(text)],
  },
  {
    name: "a title from what was written",
    covers: ["app/core/turn/title.ts"],
    run: (text) => [titleFromContent(text), cleanTitle(text)],
  },
  {
    name: "a client frame",
    covers: ["app/gateway/parse-frame.ts"],
    run: (text) => attempt(() => parseClientFrame(text, () => undefined)),
  },
  {
    name: "JSON from outside",
    covers: ["app/protocol/parse-json.ts"],
    run: (text) => [
      attempt(() => parseJson(text, 500_000)),
      attempt(() => parseJson(JSON.stringify({ text }), 10)),
    ],
  },
  {
    name: "a preference form",
    covers: ["app/routes/page/read-form.server.ts", "app/http/read-body.ts"],
    run: (text) =>
      void preferences({
        request: new Request("http://chat.test/preferences", {
          method: "POST",
          body: text,
          headers: { "Content-Type": "application/x-www-form-urlencoded" },
        }),
        params: {},
        context: createContext(),
      }).catch(() => undefined),
  },
  {
    name: "the fields of a message and a conversation",
    covers: ["app/protocol/requests.ts", "app/protocol/frames.ts"],
    run: (text) => [
      newMessageSchema.safeParse({ content: text }),
      conversationPatchSchema.safeParse({ title: text, systemPrompt: text }),
    ],
  },
  {
    name: "a text as it is compared",
    covers: ["app/protocol/fold-text.ts"],
    run: (text) => findFolded(text, ["a", "_", text.slice(0, limits.searchLength)]),
  },
  {
    name: "a piece of Markdown on one line",
    covers: ["app/core/search/plain-line.ts"],
    run: toPlainLine,
    // The database gives the pieces around what was found.
    maxLength: 65_536,
  },
  {
    name: "the pattern of a search",
    covers: ["db/stores/search-pattern.ts"],
    run: searchPattern,
    maxLength: limits.searchLength,
  },
  {
    name: "the variables of a kernel",
    covers: ["app/core/kernels/kernel-variables.ts"],
    run: (text) => [
      parseVariables(`'${text}'`),
      parseVariables(`'${Buffer.from(JSON.stringify([["a", "str", text]])).toString("base64")}'`),
    ],
  },
  {
    name: "the words of a search",
    covers: ["app/core/search/search-terms.ts"],
    run: parseSearchTerms,
    maxLength: limits.searchLength,
  },
  {
    name: "an excerpt of what was found",
    covers: ["app/core/search/excerpt.ts"],
    run: (text) => createExcerpt(text, ["b", "a a"]),
    maxLength: 4_096,
  },
  {
    name: "the name of a download",
    covers: ["app/core/transfer/file-name.ts"],
    run: (text) => attachment(text, "md"),
  },
  {
    name: "a conversation as Markdown",
    covers: ["app/core/transfer/export-markdown.ts"],
    run: (text) => formatMarkdown(sampleConversation({ title: text }), []),
    maxLength: limits.systemPromptLength,
  },
  {
    name: "the sign-in proxy's headers",
    covers: ["app/core/identity/header-value.ts"],
    run: (text) => [findSingleValue([text]), cleanSingleValue([text])],
    maxLength: headers,
  },
  {
    name: "Host, Origin and the request target",
    covers: [
      "app/core/identity/host-name.ts",
      "app/core/identity/origin-check.ts",
      "app/core/identity/address-ranges.ts",
      "app/http/request-target.ts",
      "app/http/security-headers.ts",
      "app/http/unservable-requests.ts",
      "app/http/create-http-app.ts",
    ],
    run: (text) => [
      findHost("http:", text),
      findAddressRange(text),
      originCheck.isOwnOrigin({
        origin: `http://${text}`,
        host: text,
        forwardedHost: text,
        peerTrusted: true,
      }),
      findRequestTarget(text),
      findRequestTarget(`http://${text}`),
      findRequestTarget(`/${text}`),
    ],
    maxLength: headers,
  },
  {
    name: "an address to go back to",
    covers: ["app/http/local-target.ts"],
    run: (text) => findLocalTarget(`/${text}`),
  },
  {
    name: "sentences to be said",
    covers: ["app/routes/_chat/shell/plain-sentences.ts"],
    run: (text) => [withoutMarks(text), plainSentences(text, 0)],
  },
  {
    name: "cookies and languages",
    covers: ["app/protocol/read-after.ts", "app/routes/page/cookies.ts", "app/i18n/languages.ts"],
    run: (text) => [
      parsePreferences(text),
      parseReadAfterCookies(text),
      laterReadAfter(text, "v1.x"),
      chooseLanguage(undefined, text),
    ],
    maxLength: headers,
  },
  {
    name: "the operator's name on the offline page",
    covers: ["app/routes/page/offline-page.ts"],
    run: (text) =>
      formatOfflinePage({
        language: "en",
        direction: "ltr",
        styles: "/a.css",
        appName: text,
        heading: "",
        text: "",
        retry: "",
      }),
  },
];

function attempt(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

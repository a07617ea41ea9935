import { compileMessage } from "@lingui/message-utils/compileMessage";
import { I18nProvider } from "@lingui/react";
import type { I18n } from "@lingui/core";
import type { ReactNode } from "react";
import english from "../catalogues/en.json";
import { createTexts } from "../texts.ts";

/** The English texts from their source, compiled here and now. */
export function englishTexts(): I18n {
  return createTexts("en", english).setMessagesCompiler(compileMessage);
}

/** Shows an element as an English page would. */
export function inEnglish(node: ReactNode) {
  return <I18nProvider i18n={englishTexts()}>{node}</I18nProvider>;
}

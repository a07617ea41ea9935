import type { I18n } from "@lingui/core";
import { chooseLanguage, findLanguage, type Language } from "./languages.ts";
import { serverCatalogues } from "./server-catalogues.server.ts";
import { createTexts, translateWith, type Translate } from "./texts.ts";

/** The language that the person has chosen, which the cookie `language` keeps. */
export function findChosenLanguage({ headers }: Pick<Request, "headers">): Language | undefined {
  return findLanguage(/(?:^|;\s*)language=(\w+)/.exec(headers.get("Cookie") ?? "")?.[1]);
}

/** The language that a request asks for: the chosen one, else by `Accept-Language`. */
export function languageOfRequest(request: Pick<Request, "headers">): Language {
  return chooseLanguage(findChosenLanguage(request), request.headers.get("Accept-Language"));
}

export function textsOfRequest(request: Pick<Request, "headers">): I18n {
  const language = languageOfRequest(request);
  return createTexts(language, serverCatalogues[language]);
}

/** For what a loader says itself, such as the title of a page. */
export function translate(request: Pick<Request, "headers">): Translate {
  return translateWith(textsOfRequest(request));
}

import { useLingui } from "@lingui/react";
import { useMemo } from "react";
import { findText, languageOf } from "./texts.ts";

/** Gives the words for an error that the server told. */
export type ErrorText = (failure: { code: string; message: string }) => string;

/**
 * In English the server's own words, which name what is wrong; in other languages those of the code, and the
 * server's where the code has none.
 */
export function useErrorText(): ErrorText {
  const { i18n } = useLingui();
  return useMemo(
    () =>
      ({ code, message }) =>
        languageOf(i18n) === "en" ? message : (findText(i18n, `error.${code}`) ?? message),
    [i18n],
  );
}

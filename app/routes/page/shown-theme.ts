import { useFetcher } from "@remix-run/react";
import { themes, type Theme } from "./cookies.ts";

export const themeFetcherKey = "theme";

/** The theme to show: the one being chosen right now, else the one of the cookie. */
export function useShownTheme(kept: Theme): Theme {
  const { formData } = useFetcher({ key: themeFetcherKey });
  return themes.find((theme) => theme === formData?.get("theme")) ?? kept;
}

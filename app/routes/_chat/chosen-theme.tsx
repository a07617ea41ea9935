import { useFetcher, useLocation } from "@remix-run/react";
import { ThemeChoice } from "#app/ui/theme-choice.tsx";
import { themeFetcherKey } from "../page/shown-theme.ts";
import type { Theme } from "../page/cookies.ts";

/** The choice of theme, kept in a cookie by the server so that every later page arrives in it. */
export function ChosenTheme({ theme }: { theme: Theme }) {
  const fetcher = useFetcher({ key: themeFetcherKey });
  const { pathname } = useLocation();
  const choose = (chosen: Theme) => fetcher.submit({ theme: chosen }, { method: "post", action: "/theme" });
  return <ThemeChoice theme={theme} returnTo={pathname} onChoose={choose} />;
}

import { data, redirect, type ActionFunctionArgs } from "@remix-run/node";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { findLocalTarget } from "#app/http/local-target.ts";
import { findLanguage } from "#app/i18n/languages.ts";
import { findPreference, preferenceChoices, type PreferenceName } from "#app/ui/preferences.ts";
import { formatPreference } from "./page/cookies.ts";
import { pageError } from "./page/page-error.server.ts";
import { orUnreachable } from "./page/unreachable.ts";
import { readForm } from "./page/read-form.server.ts";

/** Keeps what was chosen in cookies, so that the next page arrives in it. Fields that are not sent stay as they are. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request, maxFormBytes);
  const headers = new Headers();
  for (const cookie of chosenCookies(form)) headers.append("Set-Cookie", cookie);
  const returnTo = form.get("returnTo");
  // Only a form without script says where to go; a script stays where it is.
  return returnTo === null
    ? data({ saved: true }, { headers })
    : redirect(findLocalTarget(returnTo) ?? "/", { headers });
}

/** Out of reach, what was chosen is not kept, and the page goes back to what it was. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  return orUnreachable(() => serverAction<typeof action>());
}

export function loader() {
  return redirect("/settings");
}

/** A few short words, from whoever asks: nobody has to be signed in for it. */
const maxFormBytes = 8 * 1024;

const names: readonly PreferenceName[] = ["theme", "textSize", "density", "sendKey"];

function chosenCookies(form: FormData): string[] {
  const cookies = names
    .filter((name) => form.has(name))
    .map((name) => preferenceCookie(name, form.get(name)));
  return form.has("language") ? [...cookies, languageCookie(form.get("language"))] : cookies;
}

function preferenceCookie(name: PreferenceName, value: unknown): string {
  const chosen = findPreference(name, value);
  if (chosen) return formatPreference(name, chosen);
  const message = `${name} must be one of ${preferenceChoices[name].join(", ")}`;
  throw pageError("invalid_request", { message });
}

/** Empty means: as the browser asks. */
function languageCookie(value: unknown): string {
  const chosen = value === "" ? "" : findLanguage(String(value));
  if (chosen === undefined) throw pageError("invalid_request", { message: "language is not one of ours" });
  return formatPreference("language", chosen);
}

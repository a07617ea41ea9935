import { data, redirect, type ActionFunctionArgs } from "@remix-run/node";
import { formatPreference, themes } from "./page/cookies.ts";
import { pageError } from "./page/page-error.server.ts";
import { readForm } from "./page/read-form.server.ts";

/** Keeps the chosen theme in a cookie, so that the next page arrives in it. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await readForm(request);
  const theme = themes.find((name) => name === form.get("theme"));
  if (!theme) throw pageError("invalid_request", { message: "theme must be system, light or dark" });
  const headers = { "Set-Cookie": formatPreference("theme", theme) };
  const returnTo = form.get("returnTo");
  // Only a form without script says where to go; a script stays where it is.
  return returnTo === null ? data({ theme }, { headers }) : redirect(localPath(returnTo), { headers });
}

export function loader() {
  return redirect("/");
}

function localPath(value: unknown): string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : "/";
}

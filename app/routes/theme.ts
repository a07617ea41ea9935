import { redirect, type ActionFunctionArgs } from "@remix-run/node";
import { formatPreference, themes } from "./page/cookies.ts";
import { pageError } from "./page/page-error.server.ts";

/** Keeps the chosen theme in a cookie, so that the next page arrives in it. */
export async function action({ request }: ActionFunctionArgs) {
  const form = await request.formData();
  const theme = themes.find((name) => name === form.get("theme"));
  if (!theme) throw pageError("invalid_request", { message: "theme must be system, light or dark" });
  return redirect(localPath(form.get("returnTo")), {
    headers: { "Set-Cookie": formatPreference("theme", theme) },
  });
}

export function loader() {
  return redirect("/");
}

function localPath(value: unknown): string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) ? value : "/";
}

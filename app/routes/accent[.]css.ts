import type { LoaderFunctionArgs } from "@remix-run/node";
import { formatAccentCss } from "./page/accent.ts";

/** The operator's accent colour as a stylesheet: the content policy allows no inline style. */
export function loader({ context }: LoaderFunctionArgs) {
  return new Response(formatAccentCss(context.app.accent), {
    headers: { "Content-Type": "text/css; charset=utf-8", "Cache-Control": "public, max-age=3600" },
  });
}

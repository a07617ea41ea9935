import type { LoaderFunctionArgs } from "@remix-run/node";
import { describeLanguage } from "#app/i18n/languages.ts";
import { languageOfRequest, translate } from "#app/i18n/request-texts.server.ts";

const icons = [
  { src: "/favicon.svg", type: "image/svg+xml", sizes: "any" },
  { src: "/icons/icon-192.png", type: "image/png", sizes: "192x192" },
  { src: "/icons/icon-512.png", type: "image/png", sizes: "512x512" },
  { src: "/icons/icon-maskable-512.png", type: "image/png", sizes: "512x512", purpose: "maskable" },
];

/** Lets people install the chat, under the operator's name for it. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const { code, direction } = describeLanguage(languageOfRequest(request));
  const manifest = {
    id: "/",
    name: context.app.name,
    short_name: context.app.name,
    lang: code,
    dir: direction,
    start_url: "/",
    scope: "/",
    display: "standalone",
    background_color: "#fdfdfc",
    theme_color: "#fdfdfc",
    icons,
    shortcuts: [{ name: translate(request)("action.newChat"), url: "/" }],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "Content-Type": "application/manifest+json", "Cache-Control": "private, max-age=3600" },
  });
}

import type { LoaderFunctionArgs } from "@remix-run/node";

/** Lets people put the chat on their home screen, under the operator's name for it. */
export function loader({ context }: LoaderFunctionArgs) {
  const manifest = {
    name: context.app.name,
    short_name: context.app.name,
    start_url: "/",
    display: "standalone",
    background_color: "#fdfdfc",
    icons: [{ src: "/favicon.svg", type: "image/svg+xml", sizes: "any" }],
  };
  return new Response(JSON.stringify(manifest), {
    headers: { "Content-Type": "application/manifest+json", "Cache-Control": "public, max-age=3600" },
  });
}

import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { Links, Meta, Outlet, Scripts, useRouteLoaderData } from "@remix-run/react";
import latinFont from "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2?url";
import type { ReactNode } from "react";
import { parsePreferences } from "./routes/page/cookies.ts";
import { PageProblem } from "./routes/page/page-problem.tsx";
import { useShownTheme } from "./routes/page/shown-theme.ts";
import styles from "./styles/app.css?url";
import { useNonce } from "./ui/nonce.ts";

export const links: LinksFunction = () => [
  { rel: "preload", href: latinFont, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "stylesheet", href: styles },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "manifest", href: "/manifest.webmanifest", crossOrigin: "use-credentials" },
];

export function loader({ request, context }: LoaderFunctionArgs) {
  return {
    app: { name: context.app.name, hasAccent: context.app.accent !== undefined },
    preferences: parsePreferences(request.headers.get("Cookie")),
  };
}

export const meta: MetaFunction<typeof loader> = ({ data }) => [{ title: data?.app.name ?? "" }];

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const data = useRouteLoaderData<typeof loader>("root");
  const theme = useShownTheme(data?.preferences.theme ?? "system");
  return (
    <html lang="en" data-theme={theme === "system" ? undefined : theme}>
      <head>
        <meta charSet="utf-8" />
        <meta
          name="viewport"
          content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
        />
        <meta name="color-scheme" content="light dark" />
        <Meta />
        <Links />
        {data?.app.hasAccent ? <link rel="stylesheet" href="/accent.css" /> : null}
      </head>
      <body>
        {children}
        <Scripts nonce={nonce} />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}

export function ErrorBoundary() {
  return (
    <main className="flex h-dvh flex-col">
      <PageProblem />
    </main>
  );
}

import type { LinksFunction, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  Links,
  Meta,
  Outlet,
  Scripts,
  useLoaderData,
  useRouteLoaderData,
  type ShouldRevalidateFunctionArgs,
} from "@remix-run/react";
import latinFont from "@fontsource-variable/ibm-plex-sans/files/ibm-plex-sans-latin-wght-normal.woff2?url";
import type { ReactNode } from "react";
import { describeLanguage } from "./i18n/languages.ts";
import { translate } from "./i18n/request-texts.server.ts";
import { useLanguage } from "./i18n/use-text.ts";
import { parsePreferences } from "./routes/page/cookies.ts";
import { PageProblem } from "./routes/page/page-problem.tsx";
import { pageTitle } from "./routes/page/page-title.ts";
import { useShownPreferences } from "./routes/page/shown-preferences.ts";
import styles from "./styles/app.css?url";
import { ImageOriginsContext } from "./ui/markdown/image.tsx";
import { useNonce } from "./ui/nonce.ts";
import { defaultPreferences, PreferencesProvider, type Preferences } from "./ui/preferences.ts";
import { Toasts } from "./ui/toasts/toasts.tsx";

export const links: LinksFunction = () => [
  { rel: "preload", href: latinFont, as: "font", type: "font/woff2", crossOrigin: "anonymous" },
  { rel: "stylesheet", href: styles },
  { rel: "icon", href: "/favicon.svg", type: "image/svg+xml" },
  { rel: "apple-touch-icon", href: "/icons/icon-180.png" },
  { rel: "manifest", href: "/manifest.webmanifest", crossOrigin: "use-credentials" },
];

export function loader({ request, context }: LoaderFunctionArgs) {
  return {
    app: {
      name: context.app.name,
      description: translate(request)("app.description"),
      hasAccent: context.app.accent !== undefined,
      imageOrigins: [...context.app.imageOrigins],
    },
    preferences: parsePreferences(request.headers.get("Cookie")),
  };
}

/**
 * What is the same on every page is asked for again when a form may have changed it, and else kept: a page that cannot be had takes
 * nothing along with it.
 */
export function shouldRevalidate({ formMethod, defaultShouldRevalidate }: ShouldRevalidateFunctionArgs) {
  return formMethod !== undefined && formMethod.toUpperCase() !== "GET" && defaultShouldRevalidate;
}

export const meta: MetaFunction<typeof loader> = ({ matches }) => pageTitle(undefined, matches);

export function Layout({ children }: { children: ReactNode }) {
  const nonce = useNonce();
  const data = useRouteLoaderData<typeof loader>("root");
  const preferences = useShownPreferences(data?.preferences ?? defaultPreferences);
  return (
    <PreferencesProvider value={preferences}>
      <html {...useLanguageAttributes()} {...appearanceAttributes(preferences)}>
        <head>
          <meta charSet="utf-8" />
          <meta
            name="viewport"
            content="width=device-width, initial-scale=1, viewport-fit=cover, interactive-widget=resizes-content"
          />
          <meta name="color-scheme" content="light dark" />
          <meta name="theme-color" content="#fdfdfc" media="(prefers-color-scheme: light)" />
          <meta name="theme-color" content="#191918" media="(prefers-color-scheme: dark)" />
          <Meta />
          <Links />
          {data?.app.hasAccent ? <link rel="stylesheet" href="/accent.css" /> : null}
        </head>
        <body>
          <Toasts>{children}</Toasts>
          <Scripts nonce={nonce} />
        </body>
      </html>
    </PreferencesProvider>
  );
}

function useLanguageAttributes() {
  const { code, direction } = describeLanguage(useLanguage());
  return { lang: code, dir: direction };
}

/** What is as the system says, or the usual, is said by nothing. */
function appearanceAttributes({ theme, textSize, density }: Preferences) {
  return {
    "data-theme": theme === "system" ? undefined : theme,
    "data-text-size": textSize === "normal" ? undefined : textSize,
    "data-density": density === "compact" ? density : undefined,
  };
}

export default function App() {
  const { app } = useLoaderData<typeof loader>();
  return (
    <ImageOriginsContext.Provider value={app.imageOrigins}>
      <Outlet />
    </ImageOriginsContext.Provider>
  );
}

export function ErrorBoundary() {
  return (
    <main className="flex h-dvh flex-col">
      <PageProblem />
    </main>
  );
}

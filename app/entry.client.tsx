import { I18nProvider } from "@lingui/react";
import { RemixBrowser } from "@remix-run/react";
import { startTransition, StrictMode } from "react";
import { hydrateRoot } from "react-dom/client";
import { loadCatalogue } from "./i18n/browser-catalogues.ts";
import { defaultLanguage, findLanguage } from "./i18n/languages.ts";
import { createTexts } from "./i18n/texts.ts";
import { fetchMarkdownRenderer, MarkdownProvider } from "./ui/markdown/markdown.tsx";

/** What of an answer grows, or does something of its own or for whoever presses it. Other prose can be read as it is. */
const livingParts = ".markdown:is([data-streaming], :has(button, img, pre, .md-math, .md-footnote))";

/** Brings the page to life in the language that the server wrote it in, with what its answers are rendered by. */
async function hydrate(): Promise<void> {
  const language = findLanguage(document.documentElement.lang) ?? defaultLanguage;
  const [catalogue, renderer] = await Promise.all([
    loadCatalogue(language),
    document.querySelector(livingParts) ? fetchMarkdownRenderer() : undefined,
  ]);
  const i18n = createTexts(language, catalogue);
  const asSource = new Set(
    Array.from(
      document.querySelectorAll<HTMLElement>(".markdown[data-as-source]"),
      ({ dataset }) => dataset["asSource"] ?? "",
    ),
  );
  startTransition(() => {
    hydrateRoot(
      document,
      <StrictMode>
        <I18nProvider i18n={i18n}>
          <MarkdownProvider renderer={renderer} asSource={asSource}>
            <RemixBrowser />
          </MarkdownProvider>
        </I18nProvider>
      </StrictMode>,
    );
  });
  await keepOfflinePage(language);
}

/** Where the browser can, a page stands ready for when there is no connection, in the language last used. */
async function keepOfflinePage(language: string): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  await navigator.serviceWorker.register("/service-worker.js");
  if (localStorage.getItem("offline-page") === language) return;
  localStorage.setItem("offline-page", language);
  navigator.serviceWorker.controller?.postMessage("offline-page.renew");
}

void hydrate();

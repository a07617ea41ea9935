import type { LoaderFunctionArgs } from "@remix-run/node";
import { describeLanguage } from "#app/i18n/languages.ts";
import { languageOfRequest, translate } from "#app/i18n/request-texts.server.ts";
import styles from "../styles/app.css?url";
import { formatOfflinePage } from "./page/offline-page.ts";

/** The page that the service worker keeps for when no other can be reached. It holds nothing of anybody. */
export function loader({ request, context }: LoaderFunctionArgs) {
  const t = translate(request);
  const { code, direction } = describeLanguage(languageOfRequest(request));
  const page = formatOfflinePage({
    language: code,
    direction,
    styles,
    appName: context.app.name,
    heading: t("offline.heading"),
    text: t("offline.text"),
    retry: t("action.tryAgain"),
  });
  return new Response(page, {
    headers: { "Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-cache" },
  });
}

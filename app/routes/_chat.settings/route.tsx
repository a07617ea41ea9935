import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useLoaderData } from "@remix-run/react";
import { PageHeader } from "#app/ui/page-header.tsx";
import { findChosenLanguage, translate } from "#app/i18n/request-texts.server.ts";
import { PageProblem } from "../page/page-problem.tsx";
import { pageTitle } from "../page/page-title.ts";
import { SettingsPage } from "./settings-page.tsx";

export function loader({ request, context }: LoaderFunctionArgs) {
  const t = translate(request);
  return {
    pageTitle: `${t("settings.heading")} · ${context.app.name}`,
    appName: context.app.name,
    version: context.app.version,
    /** Null: as the browser asks. */
    language: findChosenLanguage(request) ?? null,
  };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function SettingsRoute() {
  const { appName, version, language } = useLoaderData<typeof loader>();
  return <SettingsPage appName={appName} version={version} language={language} />;
}

export function ErrorBoundary() {
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}

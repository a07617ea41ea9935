import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { translate } from "#app/i18n/request-texts.server.ts";
import { useText } from "#app/i18n/use-text.ts";
import { PageBody } from "#app/ui/page-body.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PageProblem } from "../page/page-problem.tsx";
import { pageTitle } from "../page/page-title.ts";
import { requireUser } from "../page/require-user.server.ts";
import { ImportForm } from "./import-form.tsx";

export function loader({ request, context }: LoaderFunctionArgs) {
  requireUser(context);
  return { pageTitle: `${translate(request)("import.heading")} · ${context.app.name}` };
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function ImportPage() {
  const t = useText();
  return (
    <>
      <PageHeader>
        <h1 className="ps-1 font-medium">{t("import.heading")}</h1>
      </PageHeader>
      <PageBody label={t("import.heading")}>
        <p className="py-3 text-ink-muted">{t("import.text")}</p>
        <ImportForm />
        <noscript>{t("import.needsScript")}</noscript>
      </PageBody>
    </>
  );
}

export function ErrorBoundary() {
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}

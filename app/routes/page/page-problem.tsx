import { isRouteErrorResponse, Link, useRouteError } from "@remix-run/react";
import type { ReactNode } from "react";
import type { TextId } from "#app/i18n/texts.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { ErrorPage } from "#app/ui/error-page.tsx";
import { useFailureCause, useRecovery, type FailureCause } from "./failure-cause.ts";
import type { PageError } from "./page-error.server.ts";

/** The designed page of an error boundary. One of an outage comes back by itself when that is over. */
export function PageProblem() {
  const error = useRouteError();
  const cause = useFailureCause(error);
  const isPassing = cause === "unreachable" || (isRouteErrorResponse(error) && error.status === 503);
  useRecovery(isPassing ? (cause === "unreachable" ? "/api/healthz" : "/api/readyz") : undefined);
  if (cause === "looking") return null;
  return (
    <Explained error={error} cause={cause}>
      {isPassing ? <RecoveryNote /> : null}
    </Explained>
  );
}

function RecoveryNote() {
  const t = useText();
  return (
    <p role="status" className="w-full pt-2 text-sm text-ink-muted">
      {t("problem.recovers")}
    </p>
  );
}

interface ExplainedProps {
  error: unknown;
  cause: Exclude<FailureCause, "looking">;
  children: ReactNode;
}

function Explained({ error, cause, children }: ExplainedProps) {
  const t = useText();
  const errorText = useErrorText();
  if (cause !== "told") {
    return (
      <ErrorPage heading={t(`problem.${cause}`)} text={t(`problem.${cause}.text`)} code={cause}>
        <a href="" className="button button-primary">
          {t(cause === "signedOut" ? "action.signInAgain" : "action.tryAgain")}
        </a>
        {children}
      </ErrorPage>
    );
  }
  const { headingId, told, code, status } = describe(error);
  return (
    <ErrorPage heading={t(headingId)} text={told ? errorText(told) : t("page.notFound")} code={code}>
      {status >= 429 || status === 401 ? (
        <a href="" className="button button-primary">
          {t("action.tryAgain")}
        </a>
      ) : null}
      {status === 401 ? null : (
        <Link to="/" className="button" reloadDocument>
          {t("action.newChat")}
        </Link>
      )}
      {children}
    </ErrorPage>
  );
}

const headingIds: Record<number, TextId> = {
  400: "problem.400",
  401: "problem.401",
  403: "problem.403",
  404: "problem.404",
  405: "problem.405",
  429: "problem.429",
  503: "problem.503",
};

function describe(error: unknown) {
  if (!isRouteErrorResponse(error)) throw error;
  const told = isPageError(error.data) ? error.data : undefined;
  return {
    headingId: headingIds[error.status] ?? ("problem.broken" as const),
    told,
    code: `${told?.code ?? "not_found"} · ${error.status}`,
    status: error.status,
  };
}

function isPageError(data: unknown): data is PageError {
  return (
    typeof data === "object" &&
    data !== null &&
    "message" in data &&
    typeof data.message === "string" &&
    "code" in data &&
    typeof data.code === "string"
  );
}

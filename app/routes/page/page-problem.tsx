import { isRouteErrorResponse, Link, useRouteError } from "@remix-run/react";
import { useEffect } from "react";
import type { TextId } from "#app/i18n/texts.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { ErrorPage } from "#app/ui/error-page.tsx";
import type { PageError } from "./page-error.server.ts";

/** The designed page of an error boundary. One of an outage comes back by itself when that is over. */
export function PageProblem() {
  const t = useText();
  const errorText = useErrorText();
  const { headingId, told, code, status } = describe(useRouteError());
  const isPassing = status === 503;
  useRecovery(isPassing);
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
      {isPassing ? (
        <p role="status" className="w-full pt-2 text-sm text-ink-muted">
          {t("problem.recovers")}
        </p>
      ) : null}
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
  if (!isRouteErrorResponse(error)) {
    const told = {
      code: "internal",
      message: "It was logged on our side. What you sent before is kept. Try again.",
    };
    return { headingId: "problem.unknown" as const, told, code: "internal", status: 500 };
  }
  const told = isPageError(error.data) ? error.data : undefined;
  return {
    headingId: headingIds[error.status] ?? ("problem.unknown" as const),
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

const lookEveryMs = 2_000;

/** Loads the page again once the server says that it is ready. */
function useRecovery(isPassing: boolean): void {
  useEffect(() => {
    if (!isPassing) return;
    const timer = setInterval(() => {
      void isReady().then((ready) => {
        if (ready) window.location.reload();
      });
    }, lookEveryMs);
    return () => clearInterval(timer);
  }, [isPassing]);
}

async function isReady(): Promise<boolean> {
  try {
    return (await fetch("/api/readyz", { cache: "no-store" })).ok;
  } catch {
    // Out of reach is not ready either.
    return false;
  }
}

import { isRouteErrorResponse, Link, useRouteError } from "@remix-run/react";
import { ErrorPage } from "#app/ui/error-page.tsx";
import type { PageError } from "./page-error.server.ts";

/** The designed page of an error boundary. */
export function PageProblem() {
  const error = useRouteError();
  const { heading, text, code, canRetry, isSignedIn } = describe(error);
  return (
    <ErrorPage heading={heading} text={text} code={code}>
      {canRetry ? (
        <a href="" className="button button-primary">
          Try again
        </a>
      ) : null}
      {isSignedIn ? (
        <Link to="/" className="button" reloadDocument>
          New chat
        </Link>
      ) : null}
    </ErrorPage>
  );
}

const headings: Record<number, string> = {
  400: "This request is not valid",
  401: "You are not signed in",
  403: "This is not allowed",
  404: "There is nothing here",
  405: "This address cannot do that",
  429: "Too many requests at once",
  503: "Not available at the moment",
};

function describe(error: unknown) {
  if (!isRouteErrorResponse(error)) {
    return {
      heading: "Something went wrong",
      text: "It was logged on our side. What you sent before is kept. Try again.",
      code: "internal",
      canRetry: true,
      isSignedIn: true,
    };
  }
  const told = isPageError(error.data) ? error.data : undefined;
  return {
    heading: headings[error.status] ?? "Something went wrong",
    text: told?.message ?? "There is no page at this address.",
    code: `${told?.code ?? "not_found"} · ${error.status}`,
    canRetry: error.status >= 429 || error.status === 401,
    isSignedIn: error.status !== 401,
  };
}

function isPageError(data: unknown): data is PageError {
  return typeof data === "object" && data !== null && "message" in data && typeof data.message === "string";
}

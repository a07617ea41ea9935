import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { useId } from "react";
import { Form, Link, useLoaderData, useNavigation, useRouteLoaderData } from "@remix-run/react";
import type { SearchQuery } from "#app/core/search/search-store.ts";
import { parseSearchTerms } from "#app/core/search/search-terms.ts";
import { translate } from "#app/i18n/request-texts.server.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { RequestServices } from "#app/load-context.ts";
import { describeIssues } from "#app/protocol/describe-issues.ts";
import { searchQuerySchema, type SearchPage } from "#app/protocol/search.ts";
import { limits } from "#app/protocol/limits.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { PageBody } from "#app/ui/page-body.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { SearchResults } from "#app/ui/search/search-results.tsx";
import { answerPage, pageError } from "../page/page-error.server.ts";
import { PageProblem } from "../page/page-problem.tsx";
import { pageTitle } from "../page/page-title.ts";
import { requireUser } from "../page/require-user.server.ts";

const maxPages = 5;

export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id: userId } = requireUser(context);
  const given = Object.fromEntries(new URL(request.url).searchParams);
  const title = `${translate(request)("search.heading")} · ${context.app.name}`;
  if ((given["q"] ?? "").trim() === "") return { q: "", found: undefined, pageTitle: title };
  const parsed = searchQuerySchema.safeParse(given);
  if (!parsed.success) throw pageError("invalid_request", { message: describeIssues(parsed.error) });
  const { q, ...page } = parsed.data;
  const query = { userId, terms: parseSearchTerms(q), ...page };
  return { q, found: await answerPage(context, () => searchOn(context, query)), pageTitle: title };
}

/** A page of a very long history may be empty and not the last: then it is looked further back. */
async function searchOn(context: RequestServices, query: SearchQuery): Promise<SearchPage> {
  let found: SearchPage = { items: [], nextCursor: query.cursor ?? null };
  for (let page = 0; page < maxPages; page += 1) {
    const next = { ...query, cursor: found.nextCursor ?? undefined };
    found = await context.reads.read(query.userId, (reader) => reader.search(next), { isHeavy: true });
    if (found.items.length > 0 || found.nextCursor === null) break;
  }
  return found;
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function SearchRoute() {
  const t = useText();
  const { q, found } = useLoaderData<typeof loader>();
  const timeZone = useRouteLoaderData<typeof rootLoader>("root")?.preferences.timeZone ?? "UTC";
  const { state } = useNavigation();
  const hintId = useId();
  return (
    <>
      <PageHeader>
        <h1 className="ps-1 font-medium">{t("search.heading")}</h1>
      </PageHeader>
      <PageBody label={t("search.heading")}>
        <Form method="get" action="/search" role="search" className="flex gap-2">
          <input
            key={q}
            className="field"
            type="search"
            name="q"
            aria-label={t("search.label")}
            aria-describedby={hintId}
            placeholder={t("search.label")}
            defaultValue={q}
            maxLength={limits.searchLength}
            dir="auto"
            required
          />
          <button className="button button-primary">{t("search.button")}</button>
        </Form>
        <p id={hintId} className="py-2 text-sm text-ink-muted">
          {t("search.hint")}
        </p>
        <div aria-busy={state === "loading"} aria-live="polite">
          {found ? <Found q={q} timeZone={timeZone} {...found} /> : null}
        </div>
      </PageBody>
    </>
  );
}

interface FoundProps {
  q: string;
  timeZone: string;
  items: NonNullable<ReturnType<typeof useLoaderData<typeof loader>>["found"]>["items"];
  nextCursor: string | null;
}

function Found({ q, timeZone, items, nextCursor }: FoundProps) {
  const t = useText();
  const isOver = nextCursor === null;
  return (
    <>
      {items.length > 0 ? <SearchResults items={items} timeZone={timeZone} /> : null}
      {items.length === 0 ? (
        <p className="py-4">{isOver ? t("search.empty", { query: q }) : t("search.none")}</p>
      ) : null}
      {isOver ? null : (
        <Link
          className="button mt-4"
          to={`/search?${new URLSearchParams({ q, cursor: nextCursor }).toString()}`}
        >
          {items.length > 0 ? t("search.more") : t("search.further")}
        </Link>
      )}
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

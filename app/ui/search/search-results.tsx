import { Link } from "@remix-run/react";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { SearchHit } from "#app/protocol/search.ts";
import { HighlightedText } from "./highlighted-text.tsx";
import { hitAddress } from "./hit-address.ts";

interface SearchResultsProps {
  items: readonly SearchHit[];
  /** IANA name. */
  timeZone: string;
}

/** What was found, each leading to its place. */
export function SearchResults({ items, timeZone }: SearchResultsProps) {
  const t = useText();
  const format = new Intl.DateTimeFormat(useLocale(), { dateStyle: "medium", timeZone });
  return (
    <ol aria-label={t("search.results")} className="divide-y divide-line">
      {items.map((hit) => (
        <li key={hit.messageId ?? hit.conversationId}>
          <Link
            to={hitAddress(hit)}
            className="-mx-3 block rounded-control px-3 py-3 hover:bg-hover"
            prefetch="none"
          >
            <span className="flex flex-wrap items-baseline gap-x-2 text-sm text-ink-muted">
              <span dir="auto" className="font-medium text-ink">
                {hit.title || t("conversation.untitled")}
              </span>
              <span>{hit.role === null ? t("search.title") : t(speakers[hit.role])}</span>
              <time dateTime={hit.createdAt}>{format.format(new Date(hit.createdAt))}</time>
            </span>
            {hit.role === null ? null : (
              <span dir="auto" className="mt-0.5 block wrap-anywhere">
                <HighlightedText text={hit.excerpt} highlights={hit.highlights} />
              </span>
            )}
          </Link>
        </li>
      ))}
    </ol>
  );
}

const speakers = { user: "speaker.you", assistant: "speaker.assistant" } as const;

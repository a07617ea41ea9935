import { Form } from "@remix-run/react";
import { Link2, Trash2 } from "lucide-react";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { Share } from "#app/protocol/shares.ts";
import { useToast } from "../toasts/toasts.tsx";

interface ShareListProps {
  shares: readonly Share[];
  /** The one that was just made. */
  createdId: string | null;
  /** IANA name. */
  timeZone: string;
}

/** The links that a person has given away. */
export function ShareList({ shares, createdId, timeZone }: ShareListProps) {
  const t = useText();
  const created = shares.find(({ id }) => id === createdId);
  const format = new Intl.DateTimeFormat(useLocale(), { dateStyle: "medium", timeZone });
  return (
    <>
      {created ? (
        <p role="status" className="pb-2 text-sm text-positive" dir="auto">
          {t("share.created", { title: created.title || t("conversation.untitled") })}
        </p>
      ) : null}
      <ul className="divide-y divide-line">
        {shares.map((share) => (
          <li key={share.id} className="flex flex-wrap items-center gap-x-3 gap-y-2 py-3">
            <div className="min-w-0 basis-60 grow">
              <a href={share.url} className="block truncate font-medium hover:underline" dir="auto">
                {share.title || t("conversation.untitled")}
              </a>
              <p className="truncate text-sm text-ink-muted">
                <time dateTime={share.createdAt}>{format.format(new Date(share.createdAt))}</time>{" "}
                <span className="ms-1 select-all" dir="ltr">
                  {share.url}
                </span>
              </p>
            </div>
            <div className="flex flex-none items-center gap-1">
              <CopyLink url={share.url} isNew={share.id === createdId} />
              <DeleteShare share={share} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

function CopyLink({ url, isNew }: { url: string; isNew: boolean }) {
  const t = useText();
  const showToast = useToast();
  function copy(): void {
    navigator.clipboard.writeText(url).then(
      () => showToast({ kind: "copy", text: t("share.copied") }),
      () => showToast({ kind: "copy", text: t("copy.refused") }),
    );
  }
  return (
    <button type="button" className={`button ${isNew ? "button-primary" : ""}`} onClick={copy}>
      <Link2 size={16} aria-hidden /> {t("share.copy")}
    </button>
  );
}

function DeleteShare({ share }: { share: Share }) {
  const t = useText();
  return (
    <Form method="post" action="/shares">
      <input type="hidden" name="intent" value="delete" />
      <input type="hidden" name="shareId" value={share.id} />
      <button className="icon-button" aria-label={t("share.delete")} title={t("share.delete")}>
        <Trash2 size={16} aria-hidden />
      </button>
    </Form>
  );
}

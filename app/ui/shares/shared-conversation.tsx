import { Link } from "@remix-run/react";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { SharedMessage } from "#app/protocol/shares.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { UserText } from "../messages/user-text.tsx";
import { NameMark } from "../name-mark.tsx";

interface SharedConversationProps {
  share: { title: string; createdAt: string; messages: readonly SharedMessage[] };
  /** Where the pages beside this one begin. */
  previousFrom: number | null;
  nextFrom: number | null;
  /** The reader is signed in and can go on in a conversation of their own. */
  canFork: boolean;
  appName: string;
  /** IANA name. */
  timeZone: string;
}

/** A published branch, to be read by anybody. */
export function SharedConversation(props: SharedConversationProps) {
  const { share, previousFrom, nextFrom, canFork, appName, timeZone } = props;
  const t = useText();
  const format = new Intl.DateTimeFormat(useLocale(), { dateStyle: "long", timeZone });
  return (
    <>
      <header className="flex min-h-14 flex-wrap items-center gap-2.5 border-b border-line px-4 py-2 md:px-6">
        <NameMark />
        <span className="font-semibold">{appName}</span>
        <span className="text-sm text-ink-muted">{t("share.label")}</span>
      </header>
      <main className="measure px-4 pb-16 md:px-6">
        <h1 className="pt-8 text-xl font-semibold wrap-anywhere" dir="auto">
          {share.title || t("conversation.untitled")}
        </h1>
        <p className="pt-1 text-sm text-ink-muted">
          <time dateTime={share.createdAt}>{format.format(new Date(share.createdAt))}</time>
        </p>
        {previousFrom === null ? null : (
          <Link className="button mt-6" to={`?from=${previousFrom}`}>
            {t("share.previousPage")}
          </Link>
        )}
        {share.messages.map((message, index) => (
          <SharedRow key={index} id={`answer-${index}`} message={message} />
        ))}
        {nextFrom === null ? null : (
          <Link className="button mt-6" to={`?from=${nextFrom}`}>
            {t("share.nextPage")}
          </Link>
        )}
        {canFork ? (
          <form method="post" className="mt-10 border-t border-line pt-6">
            <button className="button button-primary">{t("share.continue")}</button>
          </form>
        ) : null}
      </main>
    </>
  );
}

interface SharedRowProps {
  id: string;
  message: SharedMessage;
}

function SharedRow({ id, message: { role, content } }: SharedRowProps) {
  const t = useText();
  if (role === "user") {
    return (
      <article className="question message-row pt-5 pb-0" aria-label={t("speaker.you")}>
        <UserText content={content} />
      </article>
    );
  }
  return (
    <article className="answer message-row pt-5 pb-0" aria-label={t("speaker.assistant")}>
      <Markdown id={id} text={content} streaming={false} />
    </article>
  );
}

import { Fragment } from "react";
import { useLocale, useText } from "#app/i18n/use-text.ts";
import type { Message } from "#app/protocol/resources.ts";

/** When a message was written; of an answer also how long it is and how fast it came. In the reader's time zone. */
export function MessageDetails({ message }: { message: Message }) {
  const t = useText();
  const locale = useLocale();
  const at = new Date(message.createdAt);
  const details = describeUsage(message).map(({ id, value }) => t(id, { value }));
  return (
    <span className="px-3 text-xs text-ink-muted tabular-nums">
      <time
        dateTime={message.createdAt}
        title={new Intl.DateTimeFormat(locale, { dateStyle: "full", timeStyle: "medium" }).format(at)}
      >
        {new Intl.DateTimeFormat(locale, momentFormat(at)).format(at)}
      </time>
      {details.map((detail) => (
        <Fragment key={detail}>
          {" "}
          <span className="whitespace-nowrap">· {detail}</span>
        </Fragment>
      ))}
    </span>
  );
}

function momentFormat(at: Date): Intl.DateTimeFormatOptions {
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" };
}

function describeUsage({ usage }: Message) {
  if (!usage) return [];
  const { completionTokens: tokens, streamMs, firstTokenMs } = usage;
  const details: { id: "message.tokens" | "message.speed" | "message.firstToken"; value: number }[] = [];
  if (tokens !== undefined) details.push({ id: "message.tokens", value: tokens });
  // A rate of a few tokens says nothing.
  if (tokens !== undefined && tokens > 1 && streamMs !== undefined && streamMs > 0) {
    details.push({ id: "message.speed", value: Math.round(((tokens - 1) / streamMs) * 1000) });
  }
  if (firstTokenMs !== undefined) {
    details.push({ id: "message.firstToken", value: Math.round(firstTokenMs / 100) / 10 });
  }
  return details;
}

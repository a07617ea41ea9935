import { Form, useNavigation } from "@remix-run/react";
import { useId } from "react";
import { useErrorText } from "#app/i18n/error-text.ts";
import { useText } from "#app/i18n/use-text.ts";
import { limits } from "#app/protocol/limits.ts";

interface NewShareFormProps {
  conversationId: string;
  title: string;
  /** The last message of the branch; null: the active one. */
  messageId: string | null;
  problem: { code: string; message: string } | undefined;
}

/** Says what will be public, and makes the link. */
export function NewShareForm({ conversationId, title, messageId, problem }: NewShareFormProps) {
  const t = useText();
  const errorText = useErrorText();
  const { state } = useNavigation();
  const headingId = useId();
  const shown = title || t("conversation.untitled");
  return (
    <section aria-labelledby={headingId} className="mb-6 rounded-surface border border-line p-5">
      <h2 id={headingId} className="text-lg font-semibold wrap-anywhere" dir="auto">
        {t("share.newHeading", { title: shown })}
      </h2>
      <p className="mt-2 text-sm text-ink-muted">{t("share.newText")}</p>
      <Form method="post" action="/shares" className="mt-4 flex flex-wrap items-end gap-2">
        <input type="hidden" name="intent" value="create" />
        <input type="hidden" name="conversationId" value={conversationId} />
        {messageId === null ? null : <input type="hidden" name="messageId" value={messageId} />}
        <label className="min-w-48 flex-1 text-sm">
          <span className="mb-1 block font-medium">{t("conversation.title")}</span>
          <input
            className="field"
            name="title"
            defaultValue={title}
            maxLength={limits.titleLength}
            dir="auto"
            autoComplete="off"
          />
        </label>
        <button className="button button-primary" disabled={state === "submitting"}>
          {t("share.create")}
        </button>
      </Form>
      {problem ? (
        <p role="alert" className="pt-3 text-sm text-danger">
          {errorText(problem)}
        </p>
      ) : null}
    </section>
  );
}

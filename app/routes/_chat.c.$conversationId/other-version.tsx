import { Form, Link } from "@remix-run/react";
import { useText } from "#app/i18n/use-text.ts";

interface OtherVersionProps {
  conversationId: string;
  messageId: string;
}

/** In the place of the composer while another version is looked at: the way back, and the way to go on with it. */
export function OtherVersion({ conversationId, messageId }: OtherVersionProps) {
  const t = useText();
  const path = `/c/${conversationId}`;
  return (
    <div className="measure px-4 pb-3 md:px-6">
      <div
        role="status"
        className="flex flex-wrap items-center gap-2 rounded-surface border border-line-strong bg-raised py-2 ps-4 pe-2 text-sm"
      >
        <p className="min-w-0 flex-1">{t("version.viewing")}</p>
        <Link to={path} className="button">
          {t("version.back")}
        </Link>
        <Form method="post" action={path}>
          <input type="hidden" name="intent" value="select-branch" />
          <input type="hidden" name="messageId" value={messageId} />
          <input type="hidden" name="from" value="page" />
          <button className="button button-primary">{t("version.goOn")}</button>
        </Form>
      </div>
    </div>
  );
}

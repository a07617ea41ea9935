import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { Link, useActionData, useLoaderData, useRouteLoaderData } from "@remix-run/react";
import { translate } from "#app/i18n/request-texts.server.ts";
import { useText } from "#app/i18n/use-text.ts";
import { idSchema, limits } from "#app/protocol/resources.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { PageBody } from "#app/ui/page-body.tsx";
import { PageHeader } from "#app/ui/page-header.tsx";
import { NewShareForm } from "#app/ui/shares/new-share-form.tsx";
import { ShareList } from "#app/ui/shares/share-list.tsx";
import { formText } from "../page/form-text.ts";
import { answerPage, pageError } from "../page/page-error.server.ts";
import { PageProblem } from "../page/page-problem.tsx";
import { readForm } from "../page/read-form.server.ts";
import { pageTitle } from "../page/page-title.ts";
import { requireUser } from "../page/require-user.server.ts";
import { withShareUrl } from "../page/share-url.ts";
import { createShare } from "./create-share.server.ts";

/** `?new=` names the conversation to share, `?message=` where its branch ends, `?created=` the share just made. */
export async function loader({ request, context }: LoaderFunctionArgs) {
  const { id: userId } = requireUser(context);
  const params = new URL(request.url).searchParams;
  const page = { cursor: params.get("cursor") ?? undefined, limit: limits.pageSize };
  const conversationId = findId(params.get("new"));
  const { shares, conversation } = await answerPage(context, () =>
    context.reads.read(userId, async (reader) => ({
      shares: await reader.listShares({ userId, page }),
      conversation: conversationId && (await reader.findConversation({ userId, conversationId })),
    })),
  );
  if (conversationId && !conversation) throw pageError("not_found");
  return {
    shares: shares.items.map((share) => withShareUrl(context.publicOrigin, share)),
    nextCursor: shares.nextCursor,
    starting: conversation
      ? {
          conversationId: conversation.id,
          title: conversation.title,
          messageId: findId(params.get("message")) ?? null,
        }
      : null,
    createdId: findId(params.get("created")) ?? null,
    pageTitle: `${translate(request)("share.heading")} · ${context.app.name}`,
  };
}

export async function action({ request, context }: ActionFunctionArgs) {
  const { id: userId } = requireUser(context);
  const form = await readForm(request);
  const intent = formText(form, "intent");
  if (intent === "create") return createShare(context, userId, form);
  if (intent !== "delete")
    throw pageError("invalid_request", { message: "intent is not one this page knows" });
  const shareId = findId(formText(form, "shareId"));
  if (shareId) await answerPage(context, () => context.shares.delete({ userId, shareId }));
  return redirect("/shares");
}

function findId(value: string | null): string | undefined {
  return idSchema.safeParse(value).data;
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function SharesPage() {
  const t = useText();
  const { shares, nextCursor, starting, createdId } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  const timeZone = useRouteLoaderData<typeof rootLoader>("root")?.preferences.timeZone ?? "UTC";
  return (
    <>
      <PageHeader>
        <h1 className="ps-1 font-medium">{t("share.heading")}</h1>
      </PageHeader>
      <PageBody label={t("share.heading")}>
        {starting ? <NewShareForm {...starting} problem={refused?.problem} /> : null}
        {shares.length > 0 ? <ShareList shares={shares} createdId={createdId} timeZone={timeZone} /> : null}
        {shares.length === 0 && !starting ? <p className="py-4 text-ink-muted">{t("share.none")}</p> : null}
        {nextCursor === null ? null : (
          <Link className="button mt-4" to={`/shares?cursor=${encodeURIComponent(nextCursor)}`}>
            {t("share.more")}
          </Link>
        )}
      </PageBody>
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

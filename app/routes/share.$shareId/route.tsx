import {
  redirect,
  type ActionFunctionArgs,
  type HeadersFunction,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { isRouteErrorResponse, useLoaderData, useRouteError, useRouteLoaderData } from "@remix-run/react";
import type { RequestServices } from "#app/load-context.ts";
import { translate } from "#app/i18n/request-texts.server.ts";
import { useText } from "#app/i18n/use-text.ts";
import { idSchema } from "#app/protocol/resources.ts";
import type { loader as rootLoader } from "#app/root.tsx";
import { ErrorPage } from "#app/ui/error-page.tsx";
import { SharedConversation } from "#app/ui/shares/shared-conversation.tsx";
import { answerPage, pageError } from "../page/page-error.server.ts";
import { PageProblem } from "../page/page-problem.tsx";
import { pageTitle } from "../page/page-title.ts";
import { requireUser } from "../page/require-user.server.ts";

/** Nobody in particular: whoever has the link reads it, so that a link is never older than its making or its end. */
const anybody = "";
const messagesPerPage = 200;

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const { messages, title, createdAt } = await requireShare(context, params.shareId);
  const given = Number(new URL(request.url).searchParams.get("from") ?? 0);
  const from = Number.isSafeInteger(given) && given > 0 && given < messages.length ? given : 0;
  return {
    share: { title, createdAt, messages: messages.slice(from, from + messagesPerPage) },
    previousFrom: from > 0 ? Math.max(0, from - messagesPerPage) : null,
    nextFrom: from + messagesPerPage < messages.length ? from + messagesPerPage : null,
    canFork: context.user !== undefined,
    appName: context.app.name,
    pageTitle: [title, context.app.name].filter(Boolean).join(" · "),
    pageDescription: excerptOf(messages[0]?.content ?? "") || translate(request)("share.label"),
  };
}

/** As much as search results and link previews show. */
const excerptLength = 160;

/** The beginning of a text on one line. */
function excerptOf(text: string): string {
  const line = text
    .slice(0, excerptLength * 4)
    .replace(/\s+/gu, " ")
    .trim();
  const characters = [...line];
  return characters.length <= excerptLength ? line : `${characters.slice(0, excerptLength - 1).join("")}…`;
}

/** Copies the share into a conversation of one's own. */
export async function action({ params, context }: ActionFunctionArgs) {
  const user = requireUser(context);
  const share = await requireShare(context, params.shareId);
  const { id } = await answerPage(context, () => context.transfers.forkShare({ user, share }));
  return redirect(`/c/${id}`);
}

async function requireShare(context: RequestServices, id: string | undefined) {
  const shareId = idSchema.safeParse(id);
  if (!shareId.success) throw pageError("not_found");
  const share = await answerPage(context, () =>
    context.reads.read(anybody, (reader) => reader.findPublicShare(shareId.data)),
  );
  if (!share) throw pageError("not_found");
  return share;
}

/** A link that was taken back must not live on in a cache or a search engine. */
export const headers: HeadersFunction = () => ({
  "Cache-Control": "private, no-store",
  "X-Robots-Tag": "noindex, nofollow",
});

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => [
  ...pageTitle(data, matches),
  // Who was given the link may read it; a search engine would give it to everybody, and keep it after its end.
  { name: "robots", content: "noindex, nofollow" },
];

export default function SharePage() {
  const page = useLoaderData<typeof loader>();
  const timeZone = useRouteLoaderData<typeof rootLoader>("root")?.preferences.timeZone ?? "UTC";
  return <SharedConversation {...page} timeZone={timeZone} />;
}

export function ErrorBoundary() {
  const t = useText();
  const error = useRouteError();
  const isGone = isRouteErrorResponse(error) && error.status === 404;
  return (
    <main className="flex h-dvh flex-col">
      {isGone ? (
        <ErrorPage heading={t("share.goneHeading")} text={t("share.goneText")} code="not_found · 404">
          {null}
        </ErrorPage>
      ) : (
        <PageProblem />
      )}
    </main>
  );
}

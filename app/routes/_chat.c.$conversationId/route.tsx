import type { ActionFunctionArgs, LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import {
  useActionData,
  useLoaderData,
  useParams,
  type ClientActionFunctionArgs,
  type ClientLoaderFunctionArgs,
} from "@remix-run/react";
import { v7 as newId } from "uuid";
import { translate } from "#app/i18n/request-texts.server.ts";
import { idSchema } from "#app/protocol/resources.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { PageProblem } from "../page/page-problem.tsx";
import { answerPage, pageError } from "../page/page-error.server.ts";
import { pageTitle } from "../page/page-title.ts";
import { readForm } from "../page/read-form.server.ts";
import { requireUser } from "../page/require-user.server.ts";
import { isUnreachable, orUnreachable } from "../page/unreachable.ts";
import { isFormErrors } from "../page/form-errors.ts";
import type { ConversationAnswer } from "./conversation-answer.ts";
import { RememberedConversation } from "./remembered-conversation.tsx";
import { ConversationPage } from "./conversation-page.tsx";
import { runConversationAction } from "./conversation-action.server.ts";
import { findAskedPart, readConversation } from "./read-conversation.server.ts";

export async function loader({ request, params, context }: LoaderFunctionArgs) {
  const user = requireUser(context);
  const conversationId = requireConversationId(params.conversationId);
  const asked = findAskedPart(request.url);
  const query = { userId: user.id, conversationId };
  const page = await answerPage(context, () =>
    context.reads.read(user.id, (reader) => readConversation(reader, query, asked)),
  );
  if (!page) throw pageError("not_found");
  return {
    ...page,
    formIds: { messageId: newId(), conversationId },
    pageTitle: `${page.conversation.title || translate(request)("conversation.untitled")} · ${context.app.name}`,
  };
}

function requireConversationId(id: string | undefined): string {
  const parsed = idSchema.safeParse(id);
  if (!parsed.success) throw pageError("not_found");
  return parsed.data;
}

export async function action({ request, params, context }: ActionFunctionArgs) {
  const user = requireUser(context);
  const form = await readForm(request);
  return runConversationAction({
    context,
    signal: request.signal,
    user,
    form,
    t: translate(request),
    conversationId: params.conversationId ?? "",
  });
}

/** Out of reach, the conversation is shown as this tab knows it. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs) {
  return orUnreachable(() => serverLoader<typeof loader>());
}

/** Out of reach is for the person to read, where they asked for it. */
export async function clientAction({ serverAction }: ClientActionFunctionArgs) {
  const answer = await orUnreachable(() => serverAction());
  if (!isUnreachable(answer)) return answer;
  const problem = { code: "offline", message: "The server cannot be reached.", retryable: true };
  return { problem } satisfies ConversationAnswer;
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function ConversationRoute() {
  const page = useLoaderData<typeof loader | typeof clientLoader>();
  const { conversationId = "" } = useParams();
  const answer = useActionData();
  const refused = isFormErrors(answer) ? answer : undefined;
  if (isUnreachable(page))
    return <RememberedConversation key={conversationId} conversationId={conversationId} />;
  // Another version that is looked at is a page of its own.
  const version = page.part?.isElsewhere === true ? page.part.messageId : "";
  return <ConversationPage key={`${page.conversation.id} ${version}`} page={page} refused={refused} />;
}

export function ErrorBoundary() {
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}

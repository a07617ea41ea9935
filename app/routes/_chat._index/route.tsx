import {
  redirect,
  type ActionFunctionArgs,
  type LoaderFunctionArgs,
  type MetaFunction,
} from "@remix-run/node";
import { useActionData, useLoaderData, useLocation, type ClientLoaderFunctionArgs } from "@remix-run/react";
import { v7 as newId } from "uuid";
import { translate } from "#app/i18n/request-texts.server.ts";
import { PageHeader } from "#app/ui/page-header.tsx";
import { newFormIds } from "../page/form-ids.ts";
import { sendForm, waitForAnswer } from "../page/message-form.server.ts";
import { PageProblem } from "../page/page-problem.tsx";
import { pageTitle } from "../page/page-title.ts";
import { readForm } from "../page/read-form.server.ts";
import { isUnreachable, orUnreachable } from "../page/unreachable.ts";
import { requireUser } from "../page/require-user.server.ts";
import { NewChat } from "./new-chat.tsx";

export function loader({ request, context }: LoaderFunctionArgs) {
  const t = translate(request);
  return { formIds: newFormIds(newId), pageTitle: `${t("action.newChat")} · ${context.app.name}` };
}

/** A new chat needs nothing of the server: it also begins while there is no connection. */
export async function clientLoader({ serverLoader }: ClientLoaderFunctionArgs) {
  const data = await orUnreachable(() => serverLoader<typeof loader>());
  return isUnreachable(data) ? { formIds: newFormIds(newId), pageTitle: "" } : data;
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = requireUser(context);
  const form = await readForm(request);
  const sent = await sendForm({
    context,
    user,
    form,
    conversationId: form.get("conversationId"),
    t: translate(request),
    mustExist: false,
  });
  if (!("finished" in sent)) return sent;
  await waitForAnswer(sent, request.signal);
  return redirect(`/c/${sent.conversation.id}`);
}

export const meta: MetaFunction<typeof loader> = ({ data, matches }) => pageTitle(data, matches);

export default function NewChatPage() {
  const { formIds } = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  // "New chat" leads here also from here, and then means a fresh page.
  const { key } = useLocation();
  return <NewChat key={key} formIds={formIds} refused={refused} />;
}

export function ErrorBoundary() {
  return (
    <>
      <PageHeader>{null}</PageHeader>
      <PageProblem />
    </>
  );
}

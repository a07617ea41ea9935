import { redirect, type ActionFunctionArgs, type MetaFunction } from "@remix-run/node";
import { useActionData, useLoaderData, useLocation } from "@remix-run/react";
import { v7 as newId } from "uuid";
import type { loader as rootLoader } from "#app/root.tsx";
import { newFormIds, sendForm, waitForAnswer } from "../page/message-form.server.ts";
import { requireUser } from "../page/require-user.server.ts";
import { NewChat } from "./new-chat.tsx";

export function loader() {
  return newFormIds(newId);
}

export async function action({ request, context }: ActionFunctionArgs) {
  const user = requireUser(context);
  const form = await request.formData();
  const sent = await sendForm({
    context,
    user,
    form,
    conversationId: form.get("conversationId"),
    mustExist: false,
  });
  if (!("finished" in sent)) return sent;
  await waitForAnswer(sent, request.signal);
  return redirect(`/c/${sent.conversation.id}`);
}

export const meta: MetaFunction<typeof loader, { root: typeof rootLoader }> = ({ matches }) => [
  { title: `New chat · ${matches.find(({ id }) => id === "root")?.data?.app.name ?? ""}` },
];

export default function NewChatPage() {
  const formIds = useLoaderData<typeof loader>();
  const refused = useActionData<typeof action>();
  // "New chat" leads here also from here, and then means a fresh page.
  const { key } = useLocation();
  return <NewChat key={key} formIds={formIds} refused={refused} />;
}

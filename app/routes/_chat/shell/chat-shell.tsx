import { useLocation, useSearchParams } from "@remix-run/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useChat, useChatState } from "#app/chat-client/chat-context.tsx";
import { sortConversations } from "#app/chat-client/conversation-order.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import { DeleteDialog } from "#app/ui/delete-dialog.tsx";
import { LiveRegion } from "#app/ui/live-region.tsx";
import { Account } from "#app/ui/sidebar/account.tsx";
import type { ConversationCommands } from "#app/ui/sidebar/conversation-commands.ts";
import { Sidebar, sidebarId } from "#app/ui/sidebar/sidebar.tsx";
import { ChatCommandsContext } from "../commands/chat-commands.ts";
import { ChosenTheme } from "./chosen-theme.tsx";
import { ConnectionState } from "../connection/connection-state.tsx";
import { useConversationWrites, type ConversationWrites } from "../commands/conversation-commands.ts";
import { useDeletion, type Deletion } from "../commands/deletion.ts";
import { MessageCommandsHost } from "../commands/message-commands.tsx";
import { MoreConversations } from "./more-conversations.tsx";
import { eraseKeptTexts } from "../conversation/kept-texts.ts";
import { PaletteHost, usePalette } from "./palette-host.tsx";
import type { ChatData } from "../chat-data.server.ts";
import { useToday } from "./today.ts";

interface ChatShellProps {
  data: ChatData;
  appName: string;
  timeZone: string;
  currentId: string | undefined;
  children: ReactNode;
}

/** The frame around every page of the chat: the sidebar, the page, and what is asked or said over both. */
export function ChatShell({ data, appName, timeZone, currentId, children }: ChatShellProps) {
  const conversations = useShownConversations();
  const announcement = useChatState((state) => state.announcement);
  const today = useToday({ now: data.now, timeZone });
  const writes = useConversationWrites();
  const deletion = useDeletion(currentId);
  const commands = useCommands(writes, deletion);
  const asked = useAskedDeletion(conversations, currentId);
  const palette = usePalette();
  useReading(conversations, currentId, writes);
  useDrawerClosing();
  useOwnTexts(data.user.id);
  return (
    <div className="flex h-full">
      <Sidebar
        appName={appName}
        conversations={conversations}
        currentId={currentId}
        today={today}
        commands={commands}
        onSearch={palette.open}
        more={<MoreConversations />}
        account={
          <Account
            user={data.user}
            logoutUrl={data.logoutUrl}
            onSignOut={erasePrivateTexts}
            theme={<ChosenTheme />}
          />
        }
      />
      <main className="relative flex min-w-0 flex-1 flex-col">
        <ConnectionState />
        <ChatCommandsContext.Provider value={commands}>
          <MessageCommandsHost userId={data.user.id} removeBranch={deletion.removeBranch}>
            {children}
          </MessageCommandsHost>
        </ChatCommandsContext.Provider>
      </main>
      <DeleteDialog
        conversation={asked.conversation}
        onConfirm={(conversation) => {
          asked.end();
          commands.onDelete(conversation);
        }}
        onCancel={asked.end}
      />
      <PaletteHost palette={palette} conversations={conversations} />
      <LiveRegion {...announcement} />
    </div>
  );
}

function useShownConversations(): readonly Conversation[] {
  const known = useChatState((state) => state.conversations);
  return useMemo(() => sortConversations(known), [known]);
}

function useCommands(writes: ConversationWrites, { removeConversations }: Deletion): ConversationCommands {
  return useMemo(
    () => ({
      onRename: writes.rename,
      onPin: writes.pin,
      onGenerateTitle: writes.generateTitle,
      onDelete: (conversation) => removeConversations([conversation]),
      onDeleteMany: removeConversations,
    }),
    [writes, removeConversations],
  );
}

/** Without script the address asks whether to delete, and the dialog is in the page that it opens. */
function useAskedDeletion(conversations: readonly Conversation[], currentId: string | undefined) {
  const [params] = useSearchParams();
  const [askedId, setAskedId] = useState(params.get("confirm") === "delete" ? currentId : undefined);
  return {
    conversation: conversations.find(({ id }) => id === askedId),
    end: () => setAskedId(undefined),
  };
}

/** What is open in a tab that is in front is read. */
function useReading(
  conversations: readonly Conversation[],
  currentId: string | undefined,
  { markRead }: ConversationWrites,
): void {
  const { client } = useChat();
  const unread = conversations.find(({ id, unread: isUnread }) => id === currentId && isUnread);
  useEffect(() => {
    if (!client || !unread) return;
    const read = () => {
      if (document.visibilityState === "visible") markRead(unread);
    };
    read();
    document.addEventListener("visibilitychange", read);
    return () => document.removeEventListener("visibilitychange", read);
  }, [client, unread, markRead]);
}

/** What others have begun to write on this device, and did not erase by signing out, is no business of this person. */
function useOwnTexts(userId: string): void {
  useEffect(() => eraseKeptTexts(localStorage, userId), [userId]);
}

/** What was begun stays on no device that its person has left. */
function erasePrivateTexts(): void {
  eraseKeptTexts(localStorage);
  sessionStorage.clear();
}

/** On narrow screens the drawer goes away once a page is chosen in it. */
function useDrawerClosing(): void {
  const { key } = useLocation();
  useEffect(() => {
    const drawer = document.getElementById(sidebarId);
    if (drawer?.matches(":popover-open")) drawer.hidePopover();
  }, [key]);
}

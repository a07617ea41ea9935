import { useLocation, useNavigate, useSearchParams } from "@remix-run/react";
import { useEffect, useMemo, useState, type ReactNode } from "react";
import { useChatState } from "#app/chat-client/chat-context.tsx";
import { sortConversations } from "#app/chat-client/conversation-order.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import { DeleteDialog } from "#app/ui/delete-dialog.tsx";
import { LiveRegion } from "#app/ui/live-region.tsx";
import { Account } from "#app/ui/sidebar/account.tsx";
import { Sidebar, sidebarId } from "#app/ui/sidebar/sidebar.tsx";
import type { Theme } from "../page/cookies.ts";
import { ChatCommandsContext } from "./chat-commands.ts";
import { ChosenTheme } from "./chosen-theme.tsx";
import { ConnectionState } from "./connection-state.tsx";
import { useConversationWrites } from "./conversation-commands.ts";
import { MoreConversations } from "./more-conversations.tsx";
import type { ChatData } from "./route.tsx";
import { useToday } from "./today.ts";

interface ChatShellProps {
  data: ChatData;
  appName: string;
  theme: Theme;
  timeZone: string;
  currentId: string | undefined;
  children: ReactNode;
}

/** The frame around every page of the chat: the sidebar, the page, and what is asked or said over both. */
export function ChatShell({ data, appName, theme, timeZone, currentId, children }: ChatShellProps) {
  const known = useChatState((state) => state.conversations);
  const conversations = useMemo(() => sortConversations(known), [known]);
  const announcement = useChatState((state) => state.announcement);
  const today = useToday({ now: data.now, timeZone });
  const writes = useConversationWrites();
  const deletion = useDeletion(conversations, currentId, writes.remove);
  useDrawerClosing();
  const commands = useMemo(
    () => ({ onRename: writes.rename, onPin: writes.pin, onDelete: deletion.ask }),
    [writes, deletion],
  );
  return (
    <div className="flex h-dvh">
      <Sidebar
        appName={appName}
        conversations={conversations}
        currentId={currentId}
        today={today}
        more={<MoreConversations />}
        account={
          <Account user={data.user} logoutUrl={data.logoutUrl} theme={<ChosenTheme theme={theme} />} />
        }
        {...commands}
      />
      <main className="flex min-w-0 flex-1 flex-col">
        <ConnectionState />
        <ChatCommandsContext.Provider value={commands}>{children}</ChatCommandsContext.Provider>
      </main>
      <DeleteDialog conversation={deletion.asked} onConfirm={deletion.confirm} onCancel={deletion.cancel} />
      <LiveRegion {...announcement} />
    </div>
  );
}

/** Which conversation the person is asked about; without script the address says it. */
function useDeletion(
  conversations: readonly Conversation[],
  currentId: string | undefined,
  remove: (conversation: Conversation) => void,
) {
  const [params] = useSearchParams();
  const navigate = useNavigate();
  const [askedId, setAskedId] = useState(params.get("confirm") === "delete" ? currentId : undefined);
  return {
    asked: conversations.find(({ id }) => id === askedId),
    ask: (conversation: Conversation) => setAskedId(conversation.id),
    cancel: () => setAskedId(undefined),
    confirm(conversation: Conversation) {
      setAskedId(undefined);
      remove(conversation);
      if (conversation.id === currentId) navigate("/");
    },
  };
}

/** On narrow screens the drawer goes away once a page is chosen in it. */
function useDrawerClosing(): void {
  const { key } = useLocation();
  useEffect(() => {
    const drawer = document.getElementById(sidebarId);
    if (drawer?.matches(":popover-open")) drawer.hidePopover();
  }, [key]);
}

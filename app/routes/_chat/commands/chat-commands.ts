import { createContext, useContext } from "react";
import type { ConversationCommands } from "#app/ui/sidebar/conversation-commands.ts";

export const ChatCommandsContext = createContext<ConversationCommands | undefined>(undefined);

/** What can be done with a conversation. @throws Error outside the chat's frame */
export function useChatCommands(): ConversationCommands {
  const commands = useContext(ChatCommandsContext);
  if (!commands) throw new Error("useChatCommands needs the chat's frame above it");
  return commands;
}

import { Link } from "@remix-run/react";
import { Download, FileText, Share2, Sparkles } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { ConversationCommands } from "./conversation-commands.ts";

interface ConversationMenuItemsProps extends Pick<ConversationCommands, "onGenerateTitle"> {
  conversation: Conversation;
}

/** The entries that the menus of the sidebar and of the open conversation have in common. */
export function ConversationMenuItems({ conversation, onGenerateTitle }: ConversationMenuItemsProps) {
  const t = useText();
  const file = `/api/conversations/${conversation.id}/export`;
  return (
    <>
      <button type="button" className="menu-item needs-script" onClick={() => onGenerateTitle(conversation)}>
        <Sparkles size={16} aria-hidden /> {t("conversation.generateTitle")}
      </button>
      <Link to={`/shares?new=${conversation.id}`} className="menu-item">
        <Share2 size={16} aria-hidden /> {t("conversation.share")}
      </Link>
      <a href={`${file}?format=md`} download className="menu-item">
        <FileText size={16} aria-hidden /> {t("conversation.exportMarkdown")}
      </a>
      <a href={`${file}?format=json`} download className="menu-item">
        <Download size={16} aria-hidden /> {t("conversation.exportJson")}
      </a>
    </>
  );
}

import { Link } from "@remix-run/react";
import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { memo, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import { Menu } from "../menu.tsx";
import { TitleForm } from "../title-form.tsx";
import type { ConversationCommands } from "./conversation-commands.ts";
import { ConversationMenuItems } from "./conversation-menu-items.tsx";

interface ConversationRowProps {
  conversation: Conversation;
  isCurrent: boolean;
  commands: ConversationCommands;
}

/** One conversation in the sidebar: opens it, and offers what can be done with it. */
export const ConversationRow = memo(function ConversationRow(props: ConversationRowProps) {
  const { conversation, isCurrent, commands } = props;
  const t = useText();
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) {
    return (
      <li className="px-1 py-0.5">
        <TitleForm
          title={conversation.title}
          onSave={(title) => {
            setRenaming(false);
            if (title !== conversation.title) commands.onRename(conversation, title);
          }}
          onCancel={() => setRenaming(false)}
        />
      </li>
    );
  }
  const state = isCurrent ? "bg-selected font-medium" : "hover:bg-hover";
  return (
    <li className={`group flex h-10 items-center rounded-control ${state}`}>
      <Link
        to={`/c/${conversation.id}`}
        prefetch="intent"
        aria-current={isCurrent ? "page" : undefined}
        className="flex h-full min-w-0 flex-1 items-center gap-2 rounded-control ps-3"
      >
        <span
          className={`truncate ${conversation.unread ? "font-semibold" : ""}`}
          dir="auto"
          title={conversation.title}
        >
          {conversation.title || t("conversation.untitled")}
        </span>
        <RowState conversation={conversation} />
      </Link>
      <RowMenu conversation={conversation} commands={commands} onStartRename={() => setRenaming(true)} />
    </li>
  );
});

function RowState({ conversation: { generating, unread } }: { conversation: Conversation }) {
  const t = useText();
  if (!generating && !unread) return null;
  const label = t(generating ? "sidebar.answering" : "sidebar.unread");
  return (
    <span
      className={generating ? "generating-dot" : "unread-dot"}
      role="img"
      aria-label={label}
      title={label}
    />
  );
}

interface RowMenuProps {
  conversation: Conversation;
  commands: ConversationCommands;
  onStartRename(): void;
}

function RowMenu({ conversation, commands, onStartRename }: RowMenuProps) {
  const t = useText();
  const { title, pinned } = conversation;
  return (
    <Menu
      label={t("conversation.actionsFor", { title: title || t("conversation.untitled") })}
      buttonClass="icon-button opacity-0 group-hover:opacity-100 focus-visible:opacity-100 has-[+:popover-open]:opacity-100 touch:opacity-100"
      face={<Ellipsis size={16} aria-hidden />}
    >
      <button type="button" className="menu-item" onClick={onStartRename}>
        <Pencil size={16} aria-hidden /> {t("conversation.rename")}
      </button>
      <button type="button" className="menu-item" onClick={() => commands.onPin(conversation, !pinned)}>
        {pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
        {t(pinned ? "conversation.unpin" : "conversation.pin")}
      </button>
      <ConversationMenuItems conversation={conversation} onGenerateTitle={commands.onGenerateTitle} />
      <button
        type="button"
        className="menu-item menu-item-danger"
        onClick={() => commands.onDelete(conversation)}
      >
        <Trash2 size={16} aria-hidden /> {t("conversation.delete")}
      </button>
    </Menu>
  );
}

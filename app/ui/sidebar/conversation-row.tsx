import { Link } from "@remix-run/react";
import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useState } from "react";
import type { Conversation } from "#app/protocol/resources.ts";
import { Menu } from "../menu.tsx";
import { TitleForm } from "../title-form.tsx";

export interface ConversationCommands {
  onRename(conversation: Conversation, title: string): void;
  onPin(conversation: Conversation, pinned: boolean): void;
  /** Asks first. */
  onDelete(conversation: Conversation): void;
}

interface ConversationRowProps extends ConversationCommands {
  conversation: Conversation;
  isCurrent: boolean;
}

/** One conversation in the sidebar: opens it, and offers what can be done with it. */
export function ConversationRow({ conversation, isCurrent, onRename, ...commands }: ConversationRowProps) {
  const [isRenaming, setRenaming] = useState(false);
  if (isRenaming) {
    return (
      <li className="px-1 py-0.5">
        <TitleForm
          title={conversation.title}
          onSave={(title) => {
            setRenaming(false);
            if (title !== conversation.title) onRename(conversation, title);
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
        <span className="truncate" dir="auto" title={conversation.title}>
          {conversation.title || "Untitled"}
        </span>
        {conversation.generating ? <GeneratingDot /> : null}
      </Link>
      <RowMenu conversation={conversation} onStartRename={() => setRenaming(true)} {...commands} />
    </li>
  );
}

function GeneratingDot() {
  return <span className="generating-dot" role="img" aria-label="Answering" title="Answering" />;
}

interface RowMenuProps extends Omit<ConversationCommands, "onRename"> {
  conversation: Conversation;
  onStartRename(): void;
}

function RowMenu({ conversation, onStartRename, onPin, onDelete }: RowMenuProps) {
  const { id, title, pinned } = conversation;
  return (
    <Menu
      id={`menu-${id}`}
      label={`Actions for ${title || "Untitled"}`}
      buttonClass="icon-button opacity-0 group-hover:opacity-100 focus-visible:opacity-100 has-[+:popover-open]:opacity-100 touch:opacity-100"
      face={<Ellipsis size={16} aria-hidden />}
    >
      <button type="button" className="menu-item" onClick={onStartRename}>
        <Pencil size={16} aria-hidden /> Rename
      </button>
      <button type="button" className="menu-item" onClick={() => onPin(conversation, !pinned)}>
        {pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
        {pinned ? "Unpin" : "Pin"}
      </button>
      <button type="button" className="menu-item menu-item-danger" onClick={() => onDelete(conversation)}>
        <Trash2 size={16} aria-hidden /> Delete…
      </button>
    </Menu>
  );
}

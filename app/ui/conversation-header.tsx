import { Ellipsis, Pencil, Pin, PinOff, Trash2 } from "lucide-react";
import { useState, type MouseEvent, type ReactNode } from "react";
import type { Conversation } from "#app/protocol/resources.ts";
import { useText } from "#app/i18n/use-text.ts";
import { Menu } from "./menu.tsx";
import { ConversationMenuItems } from "./sidebar/conversation-menu-items.tsx";
import { PageHeader } from "./page-header.tsx";
import type { ConversationCommands } from "./sidebar/conversation-commands.ts";
import { TitleForm } from "./title-form.tsx";

interface ConversationHeaderProps extends ConversationCommands {
  conversation: Conversation;
  /** Rendered with the form for the title open, for browsers without script. */
  isRenaming: boolean;
  /** At the end of the bar. */
  tools?: ReactNode;
}

/** The open conversation's title and what can be done with it; everything also works without script. */
export function ConversationHeader({
  conversation,
  isRenaming,
  onRename,
  tools,
  ...rest
}: ConversationHeaderProps) {
  const t = useText();
  const [isOpen, setOpen] = useState(isRenaming);
  const title = conversation.title || t("conversation.untitled");
  if (isOpen) {
    return (
      <PageHeader>
        <h1 className="sr-only">{title}</h1>
        <TitleForm
          title={conversation.title}
          action={`/c/${conversation.id}`}
          onSave={(entered) => {
            setOpen(false);
            if (entered !== conversation.title) onRename(conversation, entered);
          }}
          onCancel={() => setOpen(false)}
        />
      </PageHeader>
    );
  }
  return (
    <PageHeader>
      <h1 className="min-w-0 truncate ps-1 font-medium" dir="auto">
        {title}
      </h1>
      <HeaderMenu conversation={conversation} onStartRename={() => setOpen(true)} {...rest} />
      <div className="ms-auto flex flex-none">{tools}</div>
    </PageHeader>
  );
}

interface HeaderMenuProps extends Omit<ConversationCommands, "onRename"> {
  conversation: Conversation;
  onStartRename(): void;
}

function HeaderMenu({ conversation, onStartRename, onPin, onGenerateTitle, onDelete }: HeaderMenuProps) {
  const { pinned } = conversation;
  const t = useText();
  return (
    <Menu label={t("conversation.actions")} eager face={<Ellipsis size={18} aria-hidden />}>
      <a href="?rename" role="button" className="menu-item" onClick={instead(onStartRename)}>
        <Pencil size={16} aria-hidden /> {t("conversation.rename")}
      </a>
      <form
        method="post"
        action={`/c/${conversation.id}`}
        onSubmit={(event) => {
          event.preventDefault();
          onPin(conversation, !pinned);
        }}
      >
        <input type="hidden" name="intent" value="pin" />
        <input type="hidden" name="pinned" value={String(!pinned)} />
        <input type="hidden" name="from" value="page" />
        <button className="menu-item">
          {pinned ? <PinOff size={16} aria-hidden /> : <Pin size={16} aria-hidden />}
          {pinned ? t("conversation.unpin") : t("conversation.pin")}
        </button>
      </form>
      <ConversationMenuItems conversation={conversation} onGenerateTitle={onGenerateTitle} />
      <a
        href="?confirm=delete"
        role="button"
        className="menu-item menu-item-danger"
        onClick={instead(() => onDelete(conversation))}
      >
        <Trash2 size={16} aria-hidden /> {t("conversation.delete")}
      </a>
    </Menu>
  );
}

/** With script the command runs at once instead of following the link. */
function instead(command: () => void): (event: MouseEvent) => void {
  return (event) => {
    event.preventDefault();
    command();
  };
}

import { Pencil } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Message } from "#app/protocol/resources.ts";
import { CopyButton } from "./copy-buttons.tsx";
import { EditForm } from "./edit-form.tsx";
import { useMessageCommands } from "./message-commands.ts";
import { MessageDetails } from "./message-details.tsx";
import { MessageExtras } from "./message-extras.tsx";
import { MessageFrame } from "./message-frame.tsx";
import { SiblingNavigator } from "./sibling-navigator.tsx";
import { UserText } from "./user-text.tsx";

interface UserMessageProps {
  message: Message;
  /** The tools are shown without being pointed at. */
  keepsTools?: boolean;
  /** Undefined while it cannot be edited. */
  onEdit: ((content: string) => void) | undefined;
  onSelectVersion(messageId: string): void;
}

/** What the person wrote. */
export function UserMessage({ message, keepsTools = false, onEdit, onSelectVersion }: UserMessageProps) {
  const t = useText();
  const { id, content, siblingIds } = message;
  const { editing, begun, begin, keep, end } = useEditing(id);
  // Words that were withheld are nowhere but in the page that has shown them: there they can be changed.
  const [words, setWords] = useState(content);
  if (content !== "" && content !== words) setWords(content);
  const isForm = editing !== undefined && onEdit !== undefined;
  const tools = (
    <>
      <MessageDetails message={message} />
      <SiblingNavigator id={id} siblingIds={siblingIds} onSelect={onSelectVersion} />
      <MessageExtras message={message} />
      {content ? <CopyButton text={content} /> : null}
      {onEdit ? (
        <button
          type="button"
          className="icon-button"
          data-command="edit"
          aria-label={t("message.edit")}
          title={t("message.edit")}
          onClick={begin}
        >
          <Pencil size={16} aria-hidden />
        </button>
      ) : null}
    </>
  );
  return (
    <MessageFrame
      message={message}
      label={t("message.you")}
      keepsTools={keepsTools}
      tools={isForm ? null : tools}
    >
      {isForm ? (
        <EditForm
          content={words}
          begun={begun}
          takesFocus={editing === "asked"}
          onChange={keep}
          onSave={(edited) => {
            end();
            onEdit(edited);
          }}
          onCancel={end}
        />
      ) : (
        <UserText content={content} />
      )}
    </MessageFrame>
  );
}

/** An edit outlives a visit elsewhere: it is there again, without taking the focus. */
function useEditing(messageId: string) {
  const commands = useMessageCommands();
  const [editing, setEditing] = useState<"asked" | "kept">();
  const begun = commands?.keptEdit(messageId) ?? "";
  const isBegun = begun !== "";
  useEffect(() => {
    if (isBegun) setEditing((before) => before ?? "kept");
  }, [isBegun]);
  return {
    editing,
    begun,
    begin: () => setEditing("asked"),
    keep: (content: string) => commands?.keepEdit(messageId, content),
    end() {
      commands?.keepEdit(messageId, "");
      setEditing(undefined);
    },
  };
}

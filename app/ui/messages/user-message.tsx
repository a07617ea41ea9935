import { Pencil } from "lucide-react";
import { useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Message } from "#app/protocol/resources.ts";
import { CopyButton } from "./copy-buttons.tsx";
import { EditForm } from "./edit-form.tsx";
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
  const [isEditing, setEditing] = useState(false);
  const { id, content, siblingIds } = message;
  // Words that were withheld are nowhere but in the page that has shown them: there they can be changed.
  const [words, setWords] = useState(content);
  if (content !== "" && content !== words) setWords(content);
  const isForm = isEditing && onEdit !== undefined;
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
          onClick={() => setEditing(true)}
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
          onSave={(edited) => {
            setEditing(false);
            onEdit(edited);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <UserText content={content} />
      )}
    </MessageFrame>
  );
}

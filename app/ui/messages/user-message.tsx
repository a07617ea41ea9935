import { Pencil } from "lucide-react";
import { useState } from "react";
import type { Message } from "#app/protocol/resources.ts";
import { CopyButton } from "../copy-button.tsx";
import { EditForm } from "./edit-form.tsx";
import { MessageExtras } from "./message-extras.tsx";
import { SiblingNavigator } from "./sibling-navigator.tsx";
import { UserText } from "./user-text.tsx";

interface UserMessageProps {
  message: Message;
  /** Undefined while it cannot be edited. */
  onEdit: ((content: string) => void) | undefined;
  onSelectVersion(messageId: string): void;
}

/** What the person wrote. */
export function UserMessage({ message, onEdit, onSelectVersion }: UserMessageProps) {
  const [isEditing, setEditing] = useState(false);
  return (
    <article
      className="message-row pt-5"
      aria-label="You"
      data-role="user"
      data-message-id={message.id}
      data-status={message.status}
    >
      {isEditing && onEdit ? (
        <EditForm
          content={message.content}
          onSave={(content) => {
            setEditing(false);
            onEdit(content);
          }}
          onCancel={() => setEditing(false)}
        />
      ) : (
        <>
          <UserText content={message.content} />
          <div className="message-tools flex justify-end">
            <div className="flex items-center">
              <SiblingNavigator id={message.id} siblingIds={message.siblingIds} onSelect={onSelectVersion} />
              <MessageExtras message={message} />
              <CopyButton text={message.content} />
              {onEdit ? (
                <button
                  type="button"
                  className="icon-button"
                  data-command="edit"
                  aria-label="Edit message"
                  title="Edit message"
                  onClick={() => setEditing(true)}
                >
                  <Pencil size={16} aria-hidden />
                </button>
              ) : null}
            </div>
          </div>
        </>
      )}
    </article>
  );
}

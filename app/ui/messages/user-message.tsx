import { Pencil } from "lucide-react";
import { useEffect, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { useErrorText } from "#app/i18n/error-text.ts";
import type { Failure, Message } from "#app/protocol/resources.ts";
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
  /** Asks for an answer; defined where there is none. */
  onAnswer?: (() => void) | undefined;
  /** Why that was refused. */
  retryFailure?: Failure | undefined;
  onSelectVersion(messageId: string): void;
}

/** What the person wrote. */
export function UserMessage(props: UserMessageProps) {
  const { message, keepsTools = false, onEdit, onAnswer, retryFailure, onSelectVersion } = props;
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
        <>
          <UserText content={content} />
          {onAnswer ? <Unanswered failure={retryFailure} onAnswer={onAnswer} /> : null}
        </>
      )}
    </MessageFrame>
  );
}

interface UnansweredProps {
  failure: Failure | undefined;
  onAnswer(): void;
}

/** Says that a question has no answer, and asks for one. */
function Unanswered({ failure, onAnswer }: UnansweredProps) {
  const t = useText();
  const errorText = useErrorText();
  return (
    <p
      role={failure ? "alert" : undefined}
      className={`pt-2 text-sm ${failure ? "text-danger" : "text-ink-muted"}`}
    >
      {failure ? t("status.notAskedAgain", { reason: errorText(failure) }) : t("status.unanswered")}
      {" · "}
      <button type="button" className="text-button" onClick={onAnswer}>
        {t("action.tryAgain")}
      </button>
    </p>
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

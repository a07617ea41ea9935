import { useRef, type FormEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { limits } from "#app/protocol/limits.ts";
import { ModalDialog } from "../modal-dialog.tsx";

interface CommentDialogProps extends CommentFormProps {
  onClose(): void;
}

/** Asks for a word about a judgement. */
export function CommentDialog({ comment, onSend, onClose }: CommentDialogProps) {
  const t = useText();
  return (
    <ModalDialog heading={t("feedback.comment")} onClose={onClose}>
      {(close) => (
        <CommentForm
          comment={comment}
          onSend={(text) => {
            onSend(text);
            close();
          }}
        />
      )}
    </ModalDialog>
  );
}

interface CommentFormProps {
  comment: string;
  onSend(text: string): void;
}

function CommentForm({ comment, onSend }: CommentFormProps) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  function send(event: FormEvent): void {
    event.preventDefault();
    onSend(field.current?.value.trim() ?? "");
  }
  return (
    <form onSubmit={send}>
      <textarea
        ref={field}
        className="field min-h-24"
        aria-label={t("feedback.comment")}
        maxLength={limits.feedbackLength}
        defaultValue={comment}
        dir="auto"
        autoFocus
      />
      <div className="mt-4 flex justify-end">
        <button className="button button-primary">{t("action.send")}</button>
      </div>
    </form>
  );
}

import { MessageSquarePlus, ThumbsDown, ThumbsUp } from "lucide-react";
import { useRef, type FormEvent } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { limits } from "#app/protocol/limits.ts";
import type { Feedback, Message } from "#app/protocol/resources.ts";
import type { MessageCommands } from "./message-commands.ts";

interface FeedbackButtonsProps extends Pick<MessageCommands, "onFeedback"> {
  message: Message;
}

/** A thumb up or down, and a word about it. Pressing the same thumb again takes it back. */
export function FeedbackButtons({ message, onFeedback }: FeedbackButtonsProps) {
  const t = useText();
  const comment = useRef<HTMLDialogElement>(null);
  const { feedback } = message;

  function choose(value: Feedback["value"]): void {
    if (feedback?.value === value) return onFeedback(message, null);
    onFeedback(message, { value });
  }

  const thumbs = [
    { value: "up", label: t("feedback.up"), Face: ThumbsUp },
    { value: "down", label: t("feedback.down"), Face: ThumbsDown },
  ] as const;
  return (
    <>
      {thumbs.map(({ value, label, Face }) => (
        <button
          key={value}
          type="button"
          className={`icon-button ${feedback?.value === value ? "text-accent" : ""}`}
          aria-label={label}
          title={label}
          aria-pressed={feedback?.value === value}
          onClick={() => choose(value)}
        >
          <Face size={16} aria-hidden fill={feedback?.value === value ? "currentColor" : "none"} />
        </button>
      ))}
      {feedback ? (
        <button
          type="button"
          className="icon-button"
          aria-label={t("feedback.addComment")}
          title={t("feedback.addComment")}
          onClick={() => comment.current?.showModal()}
        >
          <MessageSquarePlus size={16} aria-hidden />
        </button>
      ) : null}
      <CommentDialog
        dialogRef={comment}
        comment={feedback?.comment ?? ""}
        onSend={(text) => {
          if (feedback) onFeedback(message, { value: feedback.value, ...(text !== "" && { comment: text }) });
        }}
      />
    </>
  );
}

interface CommentDialogProps {
  dialogRef: React.RefObject<HTMLDialogElement>;
  comment: string;
  onSend(text: string): void;
}

function CommentDialog({ dialogRef, comment, onSend }: CommentDialogProps) {
  const t = useText();
  const field = useRef<HTMLTextAreaElement>(null);
  function send(event: FormEvent): void {
    event.preventDefault();
    onSend(field.current?.value.trim() ?? "");
    dialogRef.current?.close();
  }
  return (
    <dialog
      ref={dialogRef}
      aria-label={t("feedback.comment")}
      className="fixed inset-0 m-auto h-fit w-[min(28rem,calc(100vw-2rem))] rounded-surface border border-line bg-raised p-5 text-ink shadow-float"
    >
      <form onSubmit={send}>
        <label className="block text-sm font-medium">
          {t("feedback.comment")}
          <textarea
            ref={field}
            className="field mt-2 min-h-24 font-normal"
            maxLength={limits.feedbackLength}
            defaultValue={comment}
            dir="auto"
          />
        </label>
        <div className="mt-4 flex justify-end gap-2">
          <button type="button" className="button" onClick={() => dialogRef.current?.close()}>
            {t("action.close")}
          </button>
          <button className="button button-primary">{t("action.send")}</button>
        </div>
      </form>
    </dialog>
  );
}

import { MessageSquarePlus, ThumbsDown, ThumbsUp } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Feedback, Message } from "#app/protocol/resources.ts";
import type { MessageCommands } from "./message-commands.ts";

/** Dialogs are loaded when they are wanted. */
const CommentDialog = lazy(async () => {
  const module = await import("./comment-dialog.tsx");
  return { default: module.CommentDialog };
});

interface FeedbackButtonsProps extends Pick<MessageCommands, "onFeedback"> {
  message: Message;
}

/** A thumb up or down, and a word about it. Pressing the same thumb again takes it back. */
export function FeedbackButtons({ message, onFeedback }: FeedbackButtonsProps) {
  const t = useText();
  const [isCommenting, setCommenting] = useState(false);
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
          onClick={() => setCommenting(true)}
        >
          <MessageSquarePlus size={16} aria-hidden />
        </button>
      ) : null}
      {isCommenting && feedback ? (
        <Suspense>
          <CommentDialog
            comment={feedback.comment ?? ""}
            onSend={(text) =>
              onFeedback(message, { value: feedback.value, ...(text !== "" && { comment: text }) })
            }
            onClose={() => setCommenting(false)}
          />
        </Suspense>
      ) : null}
    </>
  );
}

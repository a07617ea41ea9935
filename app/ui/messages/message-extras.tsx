import { Trash2 } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Message } from "#app/protocol/resources.ts";
import { FeedbackButtons } from "./feedback-buttons.tsx";
import { useMessageCommands, type MessageCommands } from "./message-commands.ts";

const DeleteMessageDialog = lazy(async () => {
  const module = await import("./delete-message-dialog.tsx");
  return { default: module.DeleteMessageDialog };
});

/** The tools of a message that change or remove it. */
export function MessageExtras({ message }: { message: Message }) {
  const commands = useMessageCommands();
  return commands ? <Tools message={message} commands={commands} /> : null;
}

function Tools({ message, commands }: { message: Message; commands: MessageCommands }) {
  const t = useText();
  const [isAsked, setAsked] = useState(false);
  return (
    <>
      {message.role === "assistant" && message.content !== "" ? (
        <FeedbackButtons message={message} onFeedback={commands.onFeedback} />
      ) : null}
      <button
        type="button"
        className="icon-button"
        aria-label={t("message.deleteFromHere")}
        title={t("message.deleteFromHere")}
        onClick={() => setAsked(true)}
      >
        <Trash2 size={16} aria-hidden />
      </button>
      {isAsked ? (
        <Suspense>
          <DeleteMessageDialog onConfirm={() => commands.onDelete(message)} onClose={() => setAsked(false)} />
        </Suspense>
      ) : null}
    </>
  );
}

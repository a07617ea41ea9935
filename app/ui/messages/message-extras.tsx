import { Trash2 } from "lucide-react";
import { useState } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { Message } from "#app/protocol/resources.ts";
import { DeleteMessageDialog } from "./delete-message-dialog.tsx";
import { FeedbackButtons } from "./feedback-buttons.tsx";
import { useMessageCommands, type MessageCommands } from "./message-commands.ts";

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
        <DeleteMessageDialog onConfirm={() => commands.onDelete(message)} onClose={() => setAsked(false)} />
      ) : null}
    </>
  );
}

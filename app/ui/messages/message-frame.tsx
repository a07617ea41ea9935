import { useState, type FocusEvent, type ReactNode } from "react";
import type { Message } from "#app/protocol/resources.ts";

interface MessageFrameProps {
  message: Pick<Message, "id" | "role" | "status">;
  label: string;
  /** What the person can do with the message. */
  tools: ReactNode;
  /** The tools are there without being pointed at. */
  keepsTools: boolean;
  children: ReactNode;
}

/**
 * The article of one message. Its tools are in the page only while it is pointed at or holds the focus: those of a
 * long conversation would be most of the page. Their room is always kept, so that nothing moves.
 */
export function MessageFrame({ message, label, tools, keepsTools, children }: MessageFrameProps) {
  const [isPointedAt, setPointedAt] = useState(false);
  const [hasFocus, setFocus] = useState(false);
  const isUser = message.role === "user";
  const isShown = tools !== null && (keepsTools || isPointedAt || hasFocus);
  return (
    <article
      className={isUser ? "question message-row pt-5" : "answer message-row"}
      aria-label={label}
      aria-busy={message.status === "streaming" || undefined}
      data-role={message.role}
      data-message-id={message.id}
      data-status={message.status}
      onPointerEnter={() => setPointedAt(true)}
      onPointerLeave={() => setPointedAt(false)}
      onFocus={() => setFocus(true)}
      onBlur={(event) => setFocus(holds(event))}
    >
      {children}
      {isShown ? (
        <div
          className={`message-tools flex flex-wrap items-center ${isUser ? "-me-3 justify-end" : "-ms-3"}`}
        >
          {tools}
        </div>
      ) : null}
    </article>
  );
}

/** Whether the focus stays within. */
function holds({ currentTarget, relatedTarget }: FocusEvent): boolean {
  return relatedTarget instanceof Node && currentTarget.contains(relatedTarget);
}

import type { ReactNode } from "react";
import type { Failure, Message } from "#app/protocol/resources.ts";

interface AnswerStatusProps {
  message: Message;
  /** Why asking for another answer was refused. */
  retryFailure: Failure | undefined;
  onContinue: (() => void) | undefined;
  onRegenerate: (() => void) | undefined;
}

/** How an answer ended when it did not simply end, and what can be done about it. */
export function AnswerStatus({ message, retryFailure, onContinue, onRegenerate }: AnswerStatusProps) {
  const text = describe(message);
  if (text === undefined && !retryFailure) return null;
  const isBad = message.status === "failed" || retryFailure !== undefined;
  return (
    <p
      role={retryFailure ? "alert" : undefined}
      className={`pt-2 text-sm ${isBad ? "text-danger" : "text-ink-muted"}`}
    >
      {retryFailure ? `Not asked again: ${retryFailure.message}` : text}
      <Remedy name="Continue" onUse={onContinue} />
      <Remedy name="Try again" onUse={onRegenerate} />
    </p>
  );
}

function Remedy({ name, onUse }: { name: string; onUse: (() => void) | undefined }) {
  if (!onUse) return null;
  return (
    <>
      {" · "}
      <button type="button" className="text-button" onClick={onUse}>
        {name}
      </button>
    </>
  );
}

function describe({ status, error, finishReason }: Message): ReactNode {
  switch (status) {
    case "stopped":
      return "Stopped by you";
    case "interrupted":
      return "Interrupted when the server restarted";
    case "failed":
      return error ? <FailureText {...error} /> : "The answer failed.";
    case "blocked":
      return error ? <FailureText {...error} /> : "Withheld by the safety check.";
    case "complete":
    case "streaming":
      return finishReason === "length" ? "Cut off at the longest answer allowed" : undefined;
  }
}

function FailureText({ code, message }: Failure) {
  return (
    <>
      {message} <code className="text-xs text-ink-muted select-all">{code}</code>
    </>
  );
}

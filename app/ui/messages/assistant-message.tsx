import { RotateCw } from "lucide-react";
import type { Failure, Message } from "#app/protocol/resources.ts";
import { CopyButton } from "../copy-button.tsx";
import { Markdown } from "../markdown/markdown.tsx";
import { AnswerMark } from "../name-mark.tsx";
import { AnswerStatus } from "./answer-status.tsx";
import { MessageExtras } from "./message-extras.tsx";
import { SiblingNavigator } from "./sibling-navigator.tsx";
import { WaitingLines } from "./waiting-answer.tsx";

interface AssistantMessageProps {
  message: Message;
  /** The text so far of an answer that is still growing. */
  live?: { text: string; reasoning: string; queuePosition?: number | undefined } | undefined;
  retryFailure: Failure | undefined;
  /** Defined where the answer was cut short and can go on. */
  onContinue: (() => void) | undefined;
  /** Undefined while another answer is being written. */
  onRegenerate: (() => void) | undefined;
  onSelectVersion(messageId: string): void;
}

/** One answer: unboxed, full measure. */
export function AssistantMessage({ message, live, ...rest }: AssistantMessageProps) {
  const isStreaming = message.status === "streaming";
  const text = (isStreaming ? live?.text : undefined) ?? message.content;
  const reasoning = (isStreaming ? live?.reasoning : undefined) ?? message.reasoning ?? "";
  return (
    <article
      className="answer message-row relative"
      aria-label="Assistant"
      aria-busy={isStreaming}
      data-message-id={message.id}
      data-status={message.status}
    >
      <AnswerMark />
      {reasoning ? <Reasoning text={reasoning} isOpen={isStreaming && text === ""} /> : null}
      {text ? (
        <div dir="auto">
          <Markdown text={text} streaming={isStreaming} />
        </div>
      ) : null}
      {isStreaming ? (
        <div className="message-tools">
          {text ? null : <WaitingLines model={message.model} queuePosition={live?.queuePosition} />}
        </div>
      ) : (
        <AnswerFoot message={message} {...rest} />
      )}
    </article>
  );
}

function Reasoning({ text, isOpen }: { text: string; isOpen: boolean }) {
  return (
    <details className="mb-3 text-sm text-ink-muted" open={isOpen}>
      <summary className="w-fit py-1.5 select-none hover:text-ink">Thoughts</summary>
      <p dir="auto" className="border-s-2 border-line ps-4 wrap-anywhere whitespace-pre-wrap">
        {text}
      </p>
    </details>
  );
}

function AnswerFoot({
  message,
  retryFailure,
  onContinue,
  onRegenerate,
  onSelectVersion,
}: AssistantMessageProps) {
  return (
    <>
      <AnswerStatus
        message={message}
        retryFailure={retryFailure}
        onContinue={onContinue}
        onRegenerate={message.status === "complete" && !retryFailure ? undefined : onRegenerate}
      />
      <div className="message-tools">
        <div className="-ms-3 flex items-center">
          {message.content ? <CopyButton text={message.content} /> : null}
          {onRegenerate && message.status === "complete" ? (
            <button
              type="button"
              className="icon-button"
              aria-label="Regenerate"
              title="Regenerate"
              onClick={onRegenerate}
            >
              <RotateCw size={16} aria-hidden />
            </button>
          ) : null}
          <MessageExtras message={message} />
          <SiblingNavigator id={message.id} siblingIds={message.siblingIds} onSelect={onSelectVersion} />
        </div>
      </div>
    </>
  );
}

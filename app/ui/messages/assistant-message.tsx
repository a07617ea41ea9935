import { RotateCw } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import type { Failure, Message } from "#app/protocol/resources.ts";
import { Markdown } from "../markdown/markdown.tsx";
import { AnswerStatus } from "./answer-status.tsx";
import { CopyAnswerButton, CopyPlainButton } from "./copy-buttons.tsx";
import { MessageDetails } from "./message-details.tsx";
import { MessageExtras } from "./message-extras.tsx";
import { MessageFrame } from "./message-frame.tsx";
import { Reasoning } from "./reasoning.tsx";
import { SiblingNavigator } from "./sibling-navigator.tsx";
import { AnswerModel, WaitingLines } from "./waiting-answer.tsx";

interface AssistantMessageProps {
  message: Message;
  /** The text so far of an answer that is still growing. */
  live?:
    | {
        text: string;
        reasoning: string;
        queuePosition?: number | undefined;
        waitReason?: "loading" | undefined;
      }
    | undefined;
  /** There are several models: it says which wrote it. */
  namesModel?: boolean;
  retryFailure: Failure | undefined;
  /** The tools are shown without being pointed at. */
  keepsTools?: boolean;
  /** Defined where the answer was cut short and can go on. */
  onContinue: (() => void) | undefined;
  /** Undefined while another answer is being written. */
  onRegenerate: (() => void) | undefined;
  /** Opens the question for editing, where that is the way on. */
  onEditQuestion?: (() => void) | undefined;
  onSelectVersion(messageId: string): void;
}

/** One answer: unboxed, full measure. */
export function AssistantMessage(props: AssistantMessageProps) {
  const { message, live, namesModel = false, keepsTools = false, ...rest } = props;
  const t = useText();
  const isStreaming = message.status === "streaming";
  const text = (isStreaming ? live?.text : undefined) ?? message.content;
  const reasoning = (isStreaming ? live?.reasoning : undefined) ?? message.reasoning ?? "";
  return (
    <MessageFrame
      message={message}
      label={t("message.assistant")}
      keepsTools={keepsTools}
      tools={isStreaming ? null : <AnswerTools message={message} {...rest} />}
    >
      {namesModel ? <AnswerModel name={message.model} /> : null}
      {reasoning ? (
        <Reasoning
          text={reasoning}
          isThinking={isStreaming && text === ""}
          durationMs={message.usage?.reasoningMs}
        />
      ) : null}
      {text ? <Markdown id={message.id} text={text} streaming={isStreaming} /> : null}
      {isStreaming && text === "" ? (
        <WaitingLines
          model={message.model}
          queuePosition={live?.queuePosition}
          waitReason={live?.waitReason}
        />
      ) : null}
      {isStreaming ? null : (
        <AnswerStatus
          message={message}
          retryFailure={rest.retryFailure}
          onContinue={rest.onContinue}
          onRegenerate={message.status === "complete" && !rest.retryFailure ? undefined : rest.onRegenerate}
          onEditQuestion={rest.onEditQuestion}
        />
      )}
    </MessageFrame>
  );
}

type AnswerToolsProps = Pick<AssistantMessageProps, "message" | "onRegenerate" | "onSelectVersion">;

function AnswerTools({ message, onRegenerate, onSelectVersion }: AnswerToolsProps) {
  const t = useText();
  const { id, content, siblingIds } = message;
  return (
    <>
      {content ? <CopyAnswerButton markdown={content} /> : null}
      {content ? <CopyPlainButton markdown={content} /> : null}
      {onRegenerate && message.status === "complete" ? (
        <button
          type="button"
          className="icon-button"
          aria-label={t("message.regenerate")}
          title={t("message.regenerate")}
          onClick={onRegenerate}
        >
          <RotateCw size={16} aria-hidden />
        </button>
      ) : null}
      <MessageExtras message={message} />
      <SiblingNavigator id={id} siblingIds={siblingIds} onSelect={onSelectVersion} />
      <MessageDetails message={message} />
    </>
  );
}

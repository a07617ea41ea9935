import { useErrorText } from "#app/i18n/error-text.ts";
import type { Translate } from "#app/i18n/texts.ts";
import { useText } from "#app/i18n/use-text.ts";
import type { Failure, Message, Safety } from "#app/protocol/resources.ts";
import { useSafetyText } from "./safety-text.ts";

interface AnswerStatusProps {
  message: Message;
  /** Why asking for another answer was refused. */
  retryFailure: Failure | undefined;
  onContinue: (() => void) | undefined;
  onRegenerate: (() => void) | undefined;
  onEditQuestion: (() => void) | undefined;
}

/** How an answer ended when it did not simply end, and what can be done about it. */
export function AnswerStatus({ message, retryFailure, ...ways }: AnswerStatusProps) {
  const t = useText();
  const errorText = useErrorText();
  const safetyText = useSafetyText();
  const text = describe(message, { t, errorText, safetyText });
  if (text === undefined && !retryFailure) return null;
  const isQuestionWithheld = message.status === "blocked" && isFoundInQuestion(message.safety);
  const isBad = message.status === "failed" || retryFailure !== undefined;
  return (
    <p
      role={retryFailure ? "alert" : undefined}
      className={`pt-2 text-sm ${isBad ? "text-danger" : "text-ink-muted"}`}
    >
      {retryFailure ? t("status.notAskedAgain", { reason: errorText(retryFailure) }) : text}
      <Remedy name={t("action.continue")} onUse={ways.onContinue} />
      {isQuestionWithheld ? (
        <Remedy name={t("message.edit")} onUse={ways.onEditQuestion} />
      ) : (
        <Remedy name={t("action.tryAgain")} onUse={ways.onRegenerate} />
      )}
    </p>
  );
}

/** The same words would be withheld again. */
function isFoundInQuestion(safety: Safety | undefined): boolean {
  return safety?.direction === "input" && safety.verdict === "unsafe";
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

interface Words {
  t: Translate;
  errorText: (failure: Failure) => string;
  safetyText: (safety: Safety) => string;
}

function describe(
  { status, error, finishReason, safety }: Message,
  { t, errorText, safetyText }: Words,
): string | undefined {
  switch (status) {
    case "stopped":
      return t("status.stopped");
    case "interrupted":
      return t("status.interrupted");
    case "failed":
      return error ? errorText(error) : t("status.failed");
    case "blocked":
      if (safety?.verdict === "unsafe") return safetyText(safety);
      return error ? errorText(error) : t("status.blocked");
    case "complete":
    case "streaming":
      if (finishReason === "length") return t("status.cutOff");
      return safety && safetyText(safety);
  }
}

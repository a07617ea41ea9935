import { useId, useRef, type FormEvent, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { isSendKey, useSendKey } from "../send-key.ts";
import { isInputMethodKey } from "../shortcuts/keys.ts";
import { useDockPlace } from "./dock-place.ts";
import { EarlyEnter, useEarlyEnter } from "./early-enter.tsx";
import { ContextGauge, type ContextFill } from "./context-gauge.tsx";
import { useGrowingField } from "./growing-field.ts";
import { KeyHint } from "./key-hint.tsx";
import { LengthNote } from "./length-note.tsx";
import { ComposerButtons } from "./composer-buttons.tsx";

interface ComposerProps {
  textRef: RefObject<HTMLTextAreaElement>;
  /** Where a browser without script sends it, and what it sends besides the text. */
  action: string;
  hiddenFields: Readonly<Record<string, string>>;
  initialText: string;
  error: string | undefined;
  /** While an answer is being written: `stop` ends it, once it is known which. */
  running: { stop: (() => void) | undefined } | undefined;
  /** Undefined before the page is alive: the form then goes the old way. */
  onSend: ((content: string) => void) | undefined;
  onChange(content: string): void;
  /** The arrow up in an empty field. */
  onEditLast(): void;
  /** In UTF-16 code units. */
  maxLength: number;
  /** How full the model's window was with the last answer. */
  contextFill: ContextFill | undefined;
  /** The choice of model. */
  models: ReactNode;
  /** Messages that wait for the running answer. */
  queued: ReactNode;
  notice: string | undefined;
}

/** Where messages are written. The text belongs to the field itself, so that none typed early is lost. */
export function Composer(props: ComposerProps) {
  const { textRef, error, running, onSend } = props;
  const t = useText();
  const sendKey = useSendKey();
  const [errorId, keysId] = [useId(), useId()];
  const form = useRef<HTMLFormElement>(null);
  useGrowingField(textRef);
  useDockPlace(form);
  useEarlyEnter(form, onSend !== undefined);

  function submit(event?: FormEvent): void {
    if (!onSend) return;
    event?.preventDefault();
    const content = textRef.current?.value ?? "";
    if (content.trim() === "") textRef.current?.focus();
    else onSend(content);
  }

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (!onSend) return;
    if (isSendKey(event, sendKey)) {
      event.preventDefault();
      submit();
    } else if (isPlainArrowUp(event) && event.currentTarget.value === "") {
      event.preventDefault();
      props.onEditLast();
    }
  }

  return (
    <form
      ref={form}
      method="post"
      action={props.action}
      onSubmit={submit}
      className="composer-dock measure px-4 md:px-6"
    >
      {Object.entries(props.hiddenFields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {error === undefined ? null : (
        <p role="alert" id={errorId} className="pb-2 text-sm text-danger">
          {error}
        </p>
      )}
      {props.queued}
      <div className="composer">
        <textarea
          ref={textRef}
          name="content"
          className="composer-text"
          aria-label={t("composer.label")}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? keysId : errorId}
          placeholder={t("composer.placeholder")}
          rows={1}
          dir="auto"
          enterKeyHint={sendKey === "enter" ? "send" : "enter"}
          defaultValue={props.initialText}
          onInput={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <EarlyEnter sendKey={sendKey} />
        <div className="flex items-center gap-2 p-2 ps-2">
          {props.models}
          <div className="ms-auto flex min-w-0 items-center gap-2">
            <LengthNote textRef={textRef} maxLength={props.maxLength} />
            <KeyHint id={keysId} sendKey={sendKey} />
            <ContextGauge textRef={textRef} fill={props.contextFill} />
            <ComposerButtons running={running} />
          </div>
        </div>
      </div>
      {props.notice ? (
        <p className="pt-2 text-center text-xs text-balance text-ink-muted">{props.notice}</p>
      ) : null}
    </form>
  );
}

function isPlainArrowUp(event: KeyboardEvent): boolean {
  const { key, shiftKey, ctrlKey, altKey, metaKey, nativeEvent } = event;
  return key === "ArrowUp" && !(shiftKey || ctrlKey || altKey || metaKey) && !isInputMethodKey(nativeEvent);
}

import { ArrowUp, Square } from "lucide-react";
import { useEffect, type FormEvent, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { isSendKey } from "./send-key.ts";

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
  /** The choice of model. */
  models: ReactNode;
  notice: string | undefined;
}

/** Where messages are written. The text belongs to the field itself, so that none typed early is lost. */
export function Composer(props: ComposerProps) {
  const { textRef, error, running, onSend } = props;
  useGrowingField(textRef);

  function submit(event?: FormEvent): void {
    if (!onSend) return;
    event?.preventDefault();
    const content = textRef.current?.value ?? "";
    if (content.trim() === "" || running) textRef.current?.focus();
    else onSend(content);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!isSendKey(event) || !onSend) return;
    event.preventDefault();
    submit();
  }

  return (
    <form method="post" action={props.action} onSubmit={submit} className="measure px-4 pb-3 md:px-6">
      {Object.entries(props.hiddenFields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {error === undefined ? null : (
        <p role="alert" id="composer-error" className="pb-2 text-sm text-danger">
          {error}
        </p>
      )}
      <div className="composer">
        <textarea
          ref={textRef}
          name="content"
          className="composer-text"
          aria-label="Message"
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? "composer-keys" : "composer-error"}
          placeholder="Write a message"
          rows={1}
          dir="auto"
          enterKeyHint="send"
          defaultValue={props.initialText}
          onInput={(event) => props.onChange(event.currentTarget.value)}
          onKeyDown={onKeyDown}
        />
        <div className="flex items-center gap-2 p-2 ps-2">
          {props.models}
          <span id="composer-keys" className="ms-auto hidden text-xs text-ink-muted md:block touch:hidden">
            <kbd className="font-sans">Enter</kbd> sends · <kbd className="font-sans">Shift Enter</kbd> new
            line
          </span>
          <SendOrStop running={running} />
        </div>
      </div>
      {props.notice ? (
        <p className="pt-2 text-center text-xs text-balance text-ink-muted">{props.notice}</p>
      ) : null}
    </form>
  );
}

function SendOrStop({ running }: Pick<ComposerProps, "running">) {
  if (!running) {
    return (
      <button className="send-button ms-auto md:ms-0" aria-label="Send" title="Send">
        <ArrowUp size={20} aria-hidden />
      </button>
    );
  }
  return (
    <button
      type="button"
      className="send-button ms-auto md:ms-0"
      aria-label="Stop"
      title="Stop"
      disabled={!running.stop}
      onClick={running.stop}
    >
      <Square size={14} fill="currentColor" aria-hidden />
    </button>
  );
}

/** Lets the field grow with its text where CSS cannot yet (`field-sizing`). */
function useGrowingField(field: RefObject<HTMLTextAreaElement>): void {
  useEffect(() => {
    const element = field.current;
    if (!element || CSS.supports("field-sizing", "content")) return;
    function grow(): void {
      if (!element) return;
      element.style.height = "auto";
      element.style.height = `${element.scrollHeight}px`;
    }
    element.addEventListener("input", grow);
    return () => element.removeEventListener("input", grow);
  }, [field]);
}

import { X } from "lucide-react";
import { useEffect, useId, useRef, type MouseEvent, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

interface ModalDialogProps {
  heading: string;
  /** Called when it is closed, by whatever means; the focus is back where it was by then. */
  onClose(): void;
  /** What the dialog holds; `close` closes it. */
  children: (close: () => void) => ReactNode;
}

/** The browser's own modal dialog: Escape, the button, or a click beside it closes it. */
export function ModalDialog({ heading, onClose, children }: ModalDialogProps) {
  const t = useText();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);

  useEffect(() => {
    const element = dialog.current;
    if (element?.open === false) element.showModal();
  }, []);

  function close(): void {
    dialog.current?.close();
  }

  function closeBeside(event: MouseEvent): void {
    if (event.target === dialog.current) close();
  }

  return (
    <dialog ref={dialog} aria-labelledby={id} className="modal" onClose={onClose} onMouseDown={closeBeside}>
      <div className="flex max-h-[inherit] flex-col">
        <header className="flex flex-none items-center gap-2 border-b border-line py-2 ps-6 pe-2">
          <h2 id={id} className="min-w-0 flex-1 text-lg font-semibold">
            {heading}
          </h2>
          <button type="button" className="icon-button" aria-label={t("action.close")} onClick={close}>
            <X size={18} aria-hidden />
          </button>
        </header>
        {/* Also what is only read can be scrolled by keys. */}
        <div
          className="min-h-0 overflow-y-auto p-6 -outline-offset-2"
          tabIndex={0}
          role="group"
          aria-labelledby={id}
        >
          {children(close)}
        </div>
      </div>
    </dialog>
  );
}

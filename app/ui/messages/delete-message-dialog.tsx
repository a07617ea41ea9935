import { useText } from "#app/i18n/use-text.ts";
import { ModalDialog } from "../modal-dialog.tsx";

interface DeleteMessageDialogProps {
  onConfirm(): void;
  onClose(): void;
}

/** Asks before a message is deleted with all that follows it: that cannot be undone. */
export function DeleteMessageDialog({ onConfirm, onClose }: DeleteMessageDialogProps) {
  const t = useText();
  return (
    <ModalDialog heading={t("message.deleteHeading")} onClose={onClose}>
      {(close) => (
        <>
          <p className="text-sm text-ink-muted">{t("message.deleteText")}</p>
          <div className="mt-6 flex justify-end gap-2">
            <button type="button" className="button" onClick={close}>
              {t("action.cancel")}
            </button>
            <button
              type="button"
              className="button button-danger"
              onClick={() => {
                close();
                onConfirm();
              }}
            >
              {t("delete.confirm")}
            </button>
          </div>
        </>
      )}
    </ModalDialog>
  );
}

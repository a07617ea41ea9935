import { useText } from "#app/i18n/use-text.ts";
import { ModalDialog } from "../modal-dialog.tsx";
import { ShortcutTable } from "./shortcut-table.tsx";

export function ShortcutsDialog({ onClose }: { onClose(): void }) {
  const t = useText();
  return (
    <ModalDialog heading={t("shortcuts.heading")} onClose={onClose}>
      {() => <ShortcutTable />}
    </ModalDialog>
  );
}

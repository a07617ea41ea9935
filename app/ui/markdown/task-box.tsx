import type { ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";

/** The box of a task-list item, for reading only. */
export function TaskBox({ isDone }: { readonly isDone: boolean }): ReactNode {
  const t = useText();
  const label = isDone ? t("markdown.done") : t("markdown.toDo");
  return <input type="checkbox" checked={isDone} disabled readOnly aria-label={label} />;
}

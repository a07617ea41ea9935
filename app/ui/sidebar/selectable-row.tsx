import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";

interface SelectableRowProps {
  conversation: Conversation;
  isSelected: boolean;
  onToggle(id: string): void;
}

/** A conversation while several are being chosen. */
export function SelectableRow({ conversation: { id, title }, isSelected, onToggle }: SelectableRowProps) {
  const t = useText();
  return (
    <li className={`rounded-control ${isSelected ? "bg-selected" : "hover:bg-hover"}`}>
      <label className="flex h-10 items-center gap-2.5 px-3">
        <input type="checkbox" className="accent-accent" checked={isSelected} onChange={() => onToggle(id)} />
        <span className="truncate" dir="auto">
          {title || t("conversation.untitled")}
        </span>
      </label>
    </li>
  );
}

import { Download, Pin, Trash2, X } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import type { Conversation } from "#app/protocol/resources.ts";
import type { ConversationCommands } from "./conversation-commands.ts";

interface SelectionBarProps {
  selected: readonly Conversation[];
  commands: ConversationCommands;
  onEnd(): void;
}

/** What can be done with the chosen conversations. */
export function SelectionBar({ selected, commands, onEnd }: SelectionBarProps) {
  const t = useText();
  const count = selected.length;
  const isEmpty = count === 0;
  const ids = selected.map(({ id }) => id).join(",");
  return (
    <div
      role="toolbar"
      aria-label={t("sidebar.select")}
      className="flex flex-none items-center border-t border-line px-2 py-1"
    >
      <span className="flex-1 ps-2 text-xs" role="status">
        {t("sidebar.selected", { count })}
      </span>
      <BarButton
        label={t("sidebar.pinSelected")}
        isDisabled={isEmpty}
        onClick={() => {
          for (const conversation of selected) commands.onPin(conversation, true);
          onEnd();
        }}
      >
        <Pin size={16} aria-hidden />
      </BarButton>
      {isEmpty ? null : (
        <a
          href={`/api/export?ids=${ids}`}
          download
          className="icon-button"
          aria-label={t("sidebar.exportSelected")}
          title={t("sidebar.exportSelected")}
        >
          <Download size={16} aria-hidden />
        </a>
      )}
      <BarButton
        label={t("sidebar.deleteSelected")}
        isDisabled={isEmpty}
        onClick={() => {
          commands.onDeleteMany(selected);
          onEnd();
        }}
      >
        <Trash2 size={16} aria-hidden />
      </BarButton>
      <BarButton label={t("sidebar.endSelection")} isDisabled={false} onClick={onEnd}>
        <X size={16} aria-hidden />
      </BarButton>
    </div>
  );
}

interface BarButtonProps {
  label: string;
  isDisabled: boolean;
  onClick(): void;
  children: React.ReactNode;
}

function BarButton({ label, isDisabled, onClick, children }: BarButtonProps) {
  return (
    <button
      type="button"
      className="icon-button"
      aria-label={label}
      title={label}
      disabled={isDisabled}
      onClick={onClick}
    >
      {children}
    </button>
  );
}

import { Menu as MenuIcon } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";
import type { ReactNode } from "react";
import { sidebarId } from "./sidebar/sidebar.tsx";

/** The thin bar above a page: the way to the sidebar on narrow screens, then what the page puts there. */
export function PageHeader({ children }: { children: ReactNode }) {
  const t = useText();
  return (
    <header className="flex h-14 flex-none items-center gap-1 px-2 md:px-4">
      <button
        type="button"
        className="icon-button md:hidden"
        aria-label={t("conversation.list")}
        {...{ popovertarget: sidebarId }}
      >
        <MenuIcon size={20} aria-hidden />
      </button>
      {children}
    </header>
  );
}

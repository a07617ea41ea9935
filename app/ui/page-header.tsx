import { Menu as MenuIcon } from "lucide-react";
import type { ReactNode } from "react";
import { sidebarId } from "./sidebar/sidebar.tsx";

/** The thin bar above a page: the way to the sidebar on narrow screens, then what the page puts there. */
export function PageHeader({ children }: { children: ReactNode }) {
  return (
    <header className="flex h-14 flex-none items-center gap-1 px-2 md:px-4">
      <button
        type="button"
        className="icon-button md:hidden"
        aria-label="Conversations"
        {...{ popovertarget: sidebarId }}
      >
        <MenuIcon size={20} aria-hidden />
      </button>
      {children}
    </header>
  );
}

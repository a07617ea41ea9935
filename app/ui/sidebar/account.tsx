import { Link } from "@remix-run/react";
import { ChevronsUpDown, Link2, LogOut } from "lucide-react";
import type { ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import type { User } from "#app/protocol/resources.ts";
import { Menu } from "../menu.tsx";

interface AccountProps {
  user: User;
  /** Null where nobody has signed in. */
  logoutUrl: string | null;
  /** Called when the person leaves. */
  onSignOut(): void;
  /** The choice of theme. */
  theme: ReactNode;
}

/** Who is signed in, at the foot of the sidebar. */
export function Account({ user, logoutUrl, onSignOut, theme }: AccountProps) {
  const t = useText();
  const name = user.name ?? user.email ?? user.id;
  return (
    <Menu
      label={t("account.label", { name })}
      eager
      buttonClass="flex h-11 w-full items-center gap-2.5 rounded-control px-2 text-start hover:bg-hover"
      face={
        <>
          <span
            aria-hidden
            data-initial={[...name][0]}
            className="grid size-7 flex-none place-items-center rounded-full bg-tint text-xs font-semibold text-accent uppercase before:content-[attr(data-initial)]"
          />
          <span className="min-w-0 flex-1 truncate">{name}</span>
          <ChevronsUpDown size={14} className="text-ink-muted" aria-hidden />
        </>
      }
    >
      <div className="px-2.5 py-2 text-xs text-ink-muted">
        <p className="max-w-56 truncate">{user.email ?? user.id}</p>
      </div>
      {theme}
      <Link to="/shares" className="menu-item">
        <Link2 size={16} aria-hidden /> {t("share.heading")}
      </Link>
      {logoutUrl === null ? null : (
        <a href={logoutUrl} className="menu-item" onClick={onSignOut}>
          <LogOut size={16} aria-hidden /> {t("account.signOut")}
        </a>
      )}
    </Menu>
  );
}

import { LogIn } from "lucide-react";
import { useText } from "#app/i18n/use-text.ts";

interface ConnectionBannerProps {
  /** `readOnly`: what is sent waits; `stale`: and what is shown may be a moment old. */
  state: "away" | "offline" | "signedOut" | "readOnly" | "stale";
}

/** Says that the page is not in touch with the server, or that the server can only be read, and what that means. */
export function ConnectionBanner({ state }: ConnectionBannerProps) {
  const t = useText();
  return (
    <div
      role="status"
      className="flex flex-none items-center justify-center gap-3 border-b border-line bg-[var(--warning-surface)] px-4 py-2 text-center text-sm"
    >
      <span>{t(`connection.${state}`)}</span>
      {state === "signedOut" ? (
        <a href="" className="text-button inline-flex items-center gap-1.5">
          <LogIn size={14} aria-hidden /> {t("action.signInAgain")}
        </a>
      ) : null}
    </div>
  );
}

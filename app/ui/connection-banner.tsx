import { RotateCw } from "lucide-react";

const texts = {
  away: "Reconnecting… What you send is kept and goes out as soon as the connection is back.",
  offline: "You are offline. What you send is kept and goes out when you are back.",
  "signed-out": "Your sign-in has ended. Reload the page to sign in again; your draft is kept.",
} as const;

/** Says that the page is not in touch with the server, and what that means. */
export function ConnectionBanner({ state }: { state: keyof typeof texts }) {
  return (
    <div
      role="status"
      className="flex flex-none items-center justify-center gap-3 border-b border-line bg-[var(--warning-surface)] px-4 py-2 text-center text-sm"
    >
      <span>{texts[state]}</span>
      {state === "signed-out" ? (
        <a href="" className="text-button inline-flex items-center gap-1.5">
          <RotateCw size={14} aria-hidden /> Reload
        </a>
      ) : null}
    </div>
  );
}

import { createContext, useCallback, useContext, useMemo, useRef, useState, type ReactNode } from "react";
import { useText } from "#app/i18n/use-text.ts";
import { ToastCard, type Toast, type ToastOptions } from "./toast-card.tsx";

/** Older ones go away before a fourth appears. */
const maxShown = 3;

/** The region, which a page with a composer keeps above it. */
export const toastsId = "toasts";

export type ShowToast = (options: ToastOptions) => void;

const ToastContext = createContext<ShowToast | undefined>(undefined);

/** Shows a short message about what happened elsewhere or can be undone. @throws Error outside `Toasts` */
export function useToast(): ShowToast {
  const show = useContext(ToastContext);
  if (!show) throw new Error("useToast needs Toasts above it");
  return show;
}

/** The region in which toasts appear, and the way to show one for everything inside. */
export function Toasts({ children }: { children: ReactNode }) {
  const t = useText();
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const count = useRef(0);
  const shown = useRef<readonly Toast[]>([]);

  const update = useCallback((next: readonly Toast[]) => {
    shown.current = next;
    setToasts(next);
  }, []);
  const end = useCallback(
    (id: number, isActedOn: boolean) => {
      const toast = shown.current.find((other) => other.id === id);
      if (!toast) return;
      update(shown.current.filter((other) => other.id !== id));
      if (isActedOn) toast.action?.run();
      else toast.onExpire?.();
    },
    [update],
  );
  const show = useCallback<ShowToast>(
    (options) => {
      count.current += 1;
      const kindOf = ({ kind, text }: ToastOptions) => kind ?? text;
      // One of a kind: what is said again takes the place of what was said.
      for (const other of shown.current) if (kindOf(other) === kindOf(options)) end(other.id, false);
      for (const { id } of shown.current.slice(0, 1 - maxShown)) end(id, false);
      update([...shown.current, { ...options, id: count.current }]);
    },
    [update, end],
  );
  const cards = useMemo(
    () => toasts.map((toast) => <ToastCard key={toast.id} toast={toast} onEnd={end} />),
    [toasts, end],
  );

  return (
    <ToastContext.Provider value={show}>
      {children}
      <section
        id={toastsId}
        className="toasts"
        aria-label={t("toasts.label")}
        aria-live="polite"
        aria-relevant="additions"
      >
        {cards}
      </section>
    </ToastContext.Provider>
  );
}

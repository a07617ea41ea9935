import type { TextId } from "#app/i18n/texts.ts";
import { useText } from "#app/i18n/use-text.ts";

/** Tells a screen reader in its own time what has happened; `count` makes repeated words new. */
export function LiveRegion({ textId, count }: { textId: TextId | undefined; count: number }) {
  const t = useText();
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <span key={count}>{textId === undefined ? "" : t(textId)}</span>
    </div>
  );
}

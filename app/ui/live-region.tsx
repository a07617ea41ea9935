/** Tells a screen reader in its own time what has happened; `count` makes repeated words new. */
export function LiveRegion({ text, count }: { text: string; count: number }) {
  return (
    <div role="status" aria-live="polite" className="sr-only">
      <span key={count}>{text}</span>
    </div>
  );
}

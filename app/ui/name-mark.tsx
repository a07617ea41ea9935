/** The product's sign: lines of text, and the caret that writes the next one. */
export function NameMark({ size = 24 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--accent)" />
      <g fill="var(--on-accent)">
        <rect x="8" y="8.5" width="16" height="3" rx="1.5" />
        <rect x="8" y="14.5" width="11" height="3" rx="1.5" />
        <rect x="8" y="20.5" width="5" height="3" rx="1.5" opacity="0.7" />
        <rect x="15" y="19.5" width="3" height="5.5" rx="1" />
      </g>
    </svg>
  );
}

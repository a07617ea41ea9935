/**
 * The style rules for the operator's accent, `#rrggbb`; none without one. On dark surfaces it is lightened, and what
 * stands on it is black or white, whichever reads better.
 */
export function formatAccentCss(accent: string | undefined): string {
  if (accent === undefined) return "";
  const onAccent = luminance(accent) > 0.18 ? "#111110" : "#ffffff";
  const dark = `color-mix(in oklab, ${accent} 72%, white)`;
  return `:root {
  --accent: light-dark(${accent}, ${dark});
  --accent-strong: color-mix(in oklab, var(--accent) 86%, var(--ink));
  --on-accent: light-dark(${onAccent}, #111110);
  --surface-tint: color-mix(in oklab, var(--accent) 9%, var(--surface));
}
`;
}

/** Relative luminance as WCAG 2 defines it, 0 to 1. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) =>
    linear(parseInt(colour.slice(at, at + 2), 16) / 255),
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

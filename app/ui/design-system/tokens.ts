/** Every colour of the stylesheets with the class that shows it, written out so that the class is found and made. */
export const colourTokens = [
  { name: "--surface", swatch: "bg-surface" },
  { name: "--surface-sunken", swatch: "bg-sunken" },
  { name: "--surface-raised", swatch: "bg-raised" },
  { name: "--surface-hover", swatch: "bg-hover" },
  { name: "--surface-selected", swatch: "bg-selected" },
  { name: "--surface-tint", swatch: "bg-tint" },
  { name: "--code-surface", swatch: "bg-[var(--code-surface)]" },
  { name: "--ink", swatch: "bg-ink" },
  { name: "--ink-muted", swatch: "bg-ink-muted" },
  { name: "--line", swatch: "bg-line" },
  { name: "--line-strong", swatch: "bg-line-strong" },
  { name: "--accent", swatch: "bg-accent" },
  { name: "--accent-strong", swatch: "bg-[var(--accent-strong)]" },
  { name: "--on-accent", swatch: "bg-on-accent" },
  { name: "--danger", swatch: "bg-danger" },
  { name: "--on-danger", swatch: "bg-[var(--on-danger)]" },
  { name: "--warning", swatch: "bg-warning" },
  { name: "--warning-surface", swatch: "bg-[var(--warning-surface)]" },
  { name: "--positive", swatch: "bg-positive" },
  { name: "--focus", swatch: "bg-[var(--focus)]" },
  { name: "--code-keyword", swatch: "bg-[var(--code-keyword)]" },
  { name: "--code-string", swatch: "bg-[var(--code-string)]" },
  { name: "--code-number", swatch: "bg-[var(--code-number)]" },
  { name: "--code-comment", swatch: "bg-[var(--code-comment)]" },
  { name: "--code-title", swatch: "bg-[var(--code-title)]" },
  { name: "--code-type", swatch: "bg-[var(--code-type)]" },
  { name: "--code-attribute", swatch: "bg-[var(--code-attribute)]" },
  { name: "--code-meta", swatch: "bg-[var(--code-meta)]" },
] as const;

export const typeSteps = [
  { name: "xs · 13/20", face: "text-xs" },
  { name: "sm · 14/22", face: "text-sm" },
  { name: "base · 16/26", face: "text-base" },
  { name: "lg · 18/26", face: "text-lg" },
  { name: "xl · 22/30", face: "text-xl" },
  { name: "2xl · 28/36", face: "text-2xl" },
] as const;

/** In pixels, at the usual text size. */
export const spaceSteps = [
  { px: 4, face: "w-1" },
  { px: 8, face: "w-2" },
  { px: 12, face: "w-3" },
  { px: 16, face: "w-4" },
  { px: 24, face: "w-6" },
  { px: 32, face: "w-8" },
] as const;

export const shapes = [
  { name: "control · 6", face: "rounded-control" },
  { name: "surface · 10", face: "rounded-surface" },
  { name: "full", face: "rounded-full" },
  { name: "float", face: "rounded-surface shadow-float" },
] as const;

export const motions = [
  { name: "appear", use: "menus, dialogs", duration: "120–140 ms" },
  { name: "rise", use: "toasts", duration: "160 ms" },
  { name: "slide-in", use: "the drawer", duration: "180 ms" },
  { name: "colour", use: "hovered controls", duration: "120 ms" },
  { name: "shimmer", use: "what is waited for", duration: "1.6 s, repeated" },
] as const;

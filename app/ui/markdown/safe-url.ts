import { decodeEntities } from "./entities.ts";

const ALLOWED_SCHEMES: ReadonlySet<string> = new Set(["http", "https", "mailto", "tel"]);

/** Characters that browsers drop or do not show: controls, soft hyphen, zero-width, bidirectional, specials. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\ufff9-\uffff]/gu;

interface SafeUrl {
  readonly href: string;
  /** Leads to another site; false for relative, mailto and tel links. */
  readonly isExternal: boolean;
}

/**
 * The link target of untrusted Markdown as it may stand in an `href`: http, https, mailto, tel or relative.
 * Anything else, also in disguise (character references, control or zero-width characters), is undefined.
 */
export function findSafeUrl(source: string): SafeUrl | undefined {
  const href = decodeEntities(source).replace(INVISIBLE, "").trim();
  const beforePath = href.split(/[/?#\\]/, 1)[0] ?? "";
  const reference = beforePath.indexOf("&");
  if (reference >= 0 && beforePath.includes(";", reference)) return undefined;
  const colon = beforePath.indexOf(":");
  if (colon < 0) return { href, isExternal: /^[/\\]{2}/.test(href) };
  const scheme = beforePath.slice(0, colon).toLowerCase();
  if (!ALLOWED_SCHEMES.has(scheme)) return undefined;
  return { href, isExternal: scheme.startsWith("http") };
}

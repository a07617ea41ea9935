const INVISIBLE_NAMES = {
  nbsp: "\u00a0",
  shy: "\u00ad",
  ensp: "\u2002",
  emsp: "\u2003",
  thinsp: "\u2009",
  zwnj: "\u200c",
  zwj: "\u200d",
  ZeroWidthSpace: "\u200b",
  Tab: "\t",
  NewLine: "\n",
};

const VISIBLE_NAMES = `amp & lt < gt > quot " apos ' colon : sol / lpar ( rpar ) num # vert | ast *
copy © reg ® trade ™ sect § para ¶ deg ° micro µ middot · bull • hellip … ndash – mdash —
lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ laquo « raquo » lsaquo ‹ rsaquo › iexcl ¡ iquest ¿
euro € pound £ yen ¥ cent ¢ frac12 ½ frac14 ¼ frac34 ¾ sup2 ² sup3 ³ permil ‰
times × divide ÷ plusmn ± minus − ne ≠ le ≤ ge ≥ asymp ≈ equiv ≡ prop ∝ infin ∞ radic √
sum ∑ prod ∏ int ∫ part ∂ nabla ∇ isin ∈ notin ∉ forall ∀ exist ∃ empty ∅ cap ∩ cup ∪ sub ⊂ sup ⊃
and ∧ or ∨ not ¬ check ✓ cross ✗ star ☆ starf ★ larr ← rarr → uarr ↑ darr ↓ harr ↔ lArr ⇐ rArr ⇒ hArr ⇔
alpha α beta β gamma γ delta δ epsilon ε theta θ lambda λ mu μ pi π rho ρ sigma σ tau τ phi φ omega ω
Delta Δ Sigma Σ Omega Ω auml ä ouml ö uuml ü Auml Ä Ouml Ö Uuml Ü szlig ß eacute é egrave è`;

/** The character references that occur in prose and in attacks on URLs; rarer HTML 5 names stay as written. */
const NAMED: ReadonlyMap<string, string> = new Map([
  ...Object.entries(INVISIBLE_NAMES),
  ...Array.from(
    VISIBLE_NAMES.matchAll(/(\S+) (\S+)/g),
    ([, name = "", character = ""]) => [name, character] as const,
  ),
]);

const REFERENCE = /&(?:#(\d{1,7})|#[xX]([\da-fA-F]{1,6})|([A-Za-z][A-Za-z\d]{1,31}));/g;

/** Replaces HTML character references by their characters, once; what is not known stays as written. */
export function decodeEntities(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (source: string, decimal?: string, hex?: string, name?: string) => {
    if (decimal !== undefined) return formatCodePoint(Number.parseInt(decimal, 10));
    if (hex !== undefined) return formatCodePoint(Number.parseInt(hex, 16));
    return NAMED.get(name ?? "") ?? source;
  });
}

/** CommonMark 2.5: zero, surrogates and numbers beyond Unicode become the replacement character. */
function formatCodePoint(code: number): string {
  const isInvalid = code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff);
  return isInvalid ? "\ufffd" : String.fromCodePoint(code);
}

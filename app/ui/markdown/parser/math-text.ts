/** What a formula must have and prose has not: a command, a power, an index of one letter, a group. */
const TEX_SIGN = /\\[A-Za-z]{2}|\\[,;!|{}\\]|\^|_\{|(?:^|[^A-Za-z0-9_])[A-Za-z]_[A-Za-z0-9\\]/;
const WEAK_SIGN = /[\\^_={}<>+*]/;

/** What is left of TeX when its commands and the words it sets as text are gone. */
function readWords(tex: string): string {
  return tex.replace(/\\(?:text|textbf|textit|mathrm|operatorname)\{[^{}]{0,200}\}|\\[A-Za-z]+/g, " ");
}

/** Words in a row, which formulas do not hold: what stands between two dollars is a sentence about money or a shell. */
export function isProse(tex: string): boolean {
  if (tex.includes("`")) return true;
  const words = readWords(tex);
  if (WEAK_SIGN.test(tex)) return /(?<![A-Za-z])[A-Za-z]{3,}[,;:.]?\s+[A-Za-z]{3}/.test(words);
  return /\s/.test(words.trim()) && /[A-Za-z]{2}/.test(words);
}

/** The writer clearly means a formula, though its end is not there yet or spaces stand at its dollars. */
export function isClearlyTex(tex: string): boolean {
  return TEX_SIGN.test(tex) && /[A-Za-z0-9]/.test(tex) && !isProse(tex);
}

/** `$ x + y $`: no word but commands, and an operator, or a single letter. */
export function isSpacedFormula(inner: string): boolean {
  const tex = inner.trim();
  if (!/[A-Za-z0-9]/.test(tex) || tex.includes("`") || /[A-Za-z]{2}/.test(readWords(tex))) return false;
  return WEAK_SIGN.test(tex) || /^[A-Za-z]$/.test(tex);
}

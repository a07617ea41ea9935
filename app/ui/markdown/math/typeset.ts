import temml from "temml";
import "./math.css";

/** Bounds for TeX that nobody writes: expansions of macros, sizes in em, and UTF-16 code units of chemistry. */
const maxExpand = 200;
const maxSizeEm = 20;
const maxChemistry = 1_000;

/**
 * Puts a formula into `target` as MathML, made of DOM nodes and not of a string of HTML. Commands that link, load or
 * set attributes are refused.
 * @returns false when it is no TeX that can be set
 */
export async function typesetMath(target: HTMLElement, tex: string, displayMode: boolean): Promise<boolean> {
  try {
    if (/\\(?:ce|pu)(?![A-Za-z])/.test(tex)) {
      if (tex.length > maxChemistry) return false;
      await defineChemistry();
    }
    temml.render(tex, target, {
      displayMode,
      trust: false,
      strict: false,
      throwOnError: true,
      maxExpand,
      maxSize: [maxSizeEm, maxSizeEm],
    });
    return true;
  } catch {
    target.replaceChildren();
    return false;
  }
}

/** Defines `\ce` and `\pu`. The extension looks for Temml among the names of the page. */
async function defineChemistry(): Promise<void> {
  Object.assign(globalThis, { temml });
  await import("temml/contrib/mhchem/mhchem.min.js");
}

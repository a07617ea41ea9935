import temml from "temml";
import "temml/dist/Temml-Local.css";

/** Bounds for TeX that nobody writes: expansions of macros, and sizes in em. */
const maxExpand = 200;
const maxSizeEm = 20;

/**
 * Puts a formula into `target` as MathML, made of DOM nodes and not of a string of HTML. Commands that link, load or
 * set attributes are refused.
 * @returns false when it is no TeX that can be set
 */
export function typesetMath(target: HTMLElement, tex: string, displayMode: boolean): boolean {
  try {
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

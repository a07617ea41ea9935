/** Markers of blocks without any content: `##`, `**`, `---`, `1.`, a table's `|--`, the opening of a formula. */
const MARKERS: readonly RegExp[] = [
  /^#{1,6}$/,
  /^[-*_ \t]+$/,
  /^=+$/,
  /^\+$/,
  /^`+$/,
  /^~+$/,
  /^\d{1,9}[.)]?$/,
  /^[|:-][|: \t-]*$/,
  /^\${1,2}$/,
  /^\\(?:\[|[a-z]{0,6}|begin\{[A-Za-z*]{0,12})$/,
];

/** A task's box that is not followed by its words yet. */
const TASK_LINE = /^([ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+)\[(?:[ xX]\]?)?$/;

export function readLastLine(source: string): string {
  return source.slice(source.lastIndexOf("\n") + 1);
}

/** Whether a line is nothing but a marker so far, and so may turn into any kind of block. */
function isMarker(line: string): boolean {
  const rest = line.replace(/^[ \t>]+/, "").trimEnd();
  return rest === "" ? line.includes(">") : MARKERS.some((marker) => marker.test(rest));
}

/** The text without a marker at its end that has no content yet. */
export function trimOpenMarker(source: string): string {
  const line = readLastLine(source);
  const before = source.slice(0, source.length - line.length);
  if (isMarker(line)) return before;
  const task = TASK_LINE.exec(line.trimEnd());
  return task ? before + (task[1] ?? "") : source;
}

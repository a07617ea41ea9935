/** The name of the highlight in messages.css. */
const highlightName = "found";
const maxMarks = 500;

/** Brings a message into view and marks the words in it. @returns whether it is in the page */
export function revealMessage(messageId: string, words: readonly string[] = []): boolean {
  const row = document.querySelector(`[role=log] [data-message-id="${CSS.escape(messageId)}"]`);
  if (!(row instanceof HTMLElement)) return false;
  markWords(row, words);
  const show = () => row.scrollIntoView({ block: row.offsetHeight > innerHeight / 2 ? "start" : "center" });
  show();
  // Rows that come into view take their real height only then.
  requestAnimationFrame(show);
  return true;
}

/** Takes all marks away. */
export function clearMarks(): void {
  if ("highlights" in CSS) CSS.highlights.delete(highlightName);
}

/** Marks without touching the page: nothing is rendered again, and selections stay. Older browsers show none. */
function markWords(row: HTMLElement, words: readonly string[]): void {
  clearMarks();
  if (!("highlights" in CSS) || words.length === 0) return;
  const ranges = findTexts(row).flatMap((node) => findRanges(node, words));
  CSS.highlights.set(highlightName, new Highlight(...ranges.slice(0, maxMarks)));
}

function findTexts(row: HTMLElement): Text[] {
  const walker = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
  const texts: Text[] = [];
  while (walker.nextNode()) if (walker.currentNode instanceof Text) texts.push(walker.currentNode);
  return texts;
}

function findRanges(node: Text, words: readonly string[]): StaticRange[] {
  const text = node.data.toLowerCase();
  // A few letters change their length with their case: positions would not hold.
  if (text.length !== node.data.length) return [];
  return words.flatMap((word) => {
    const found: StaticRange[] = [];
    const wanted = word.toLowerCase();
    for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
      found.push(
        new StaticRange({
          startContainer: node,
          startOffset: at,
          endContainer: node,
          endOffset: at + wanted.length,
        }),
      );
    }
    return found;
  });
}

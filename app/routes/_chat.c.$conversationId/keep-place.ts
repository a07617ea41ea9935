/** Runs a change of the list and scrolls so that the first row in view stays where it was on the screen. */
export function keepPlace(inside: HTMLElement | null, change: () => void): void {
  const scroll = inside?.closest("[role=log]");
  const row = scroll ? findFirstInView(scroll) : undefined;
  const before = row?.getBoundingClientRect().top;
  change();
  if (scroll && row?.isConnected && before !== undefined) {
    scroll.scrollTop += row.getBoundingClientRect().top - before;
  }
}

function findFirstInView(scroll: Element): Element | undefined {
  const { top } = scroll.getBoundingClientRect();
  return [...scroll.querySelectorAll(".message-row")].find((row) => row.getBoundingClientRect().bottom > top);
}

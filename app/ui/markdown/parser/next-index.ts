/** Finds the next occurrence of a text again and again while one moves forward, in time linear in the source. */
export interface NextIndex {
  /** The first position at or behind `from`; undefined when there is none. */
  find(from: number): number | undefined;
}

function createIndex(search: (from: number) => number): NextIndex {
  let searchedFrom = Number.POSITIVE_INFINITY;
  let found = -1;
  return {
    find(from) {
      const isKnown = from >= searchedFrom && (found < 0 || from <= found);
      if (!isKnown) {
        found = search(from);
        searchedFrom = from;
      }
      return found < 0 ? undefined : found;
    },
  };
}

/** @param pattern a global one that looks at no more than one line at a time */
export function createNextMatch(source: string, pattern: RegExp): NextIndex {
  const own = new RegExp(pattern);
  return createIndex((from) => {
    own.lastIndex = from;
    return own.exec(source)?.index ?? -1;
  });
}

/** One index for each text that is looked for in the same source. */
export function createNextIndexes(source: string): (needle: string) => NextIndex {
  const indexes = new Map<string, NextIndex>();
  return (needle) => {
    const known = indexes.get(needle);
    if (known) return known;
    const index = createIndex((from) => source.indexOf(needle, from));
    indexes.set(needle, index);
    return index;
  };
}

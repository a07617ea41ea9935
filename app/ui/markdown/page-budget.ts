/**
 * How much Markdown one page may hold formatted. A unit is a mark or 16 characters; a hundred long answers stay below.
 * What is beyond is shown as it was written.
 */
const LIMIT = 150_000;
const CHARACTERS = 16;
const MARK = /[*_~`$[\]<>|\\\n@&#]/g;

export interface PageBudget {
  /** Whether there is room for one text more; if so, it is taken. */
  take(text: string): boolean;
}

export function createPageBudget(limit = LIMIT): PageBudget {
  let left = limit;
  return {
    take(text) {
      const cost = Math.min(text.length / CHARACTERS + countMarks(text), MOST_OF_ONE);
      if (cost > left) return false;
      left -= cost;
      return true;
    },
  };
}

/** A single text has a budget of its own. */
const MOST_OF_ONE = 30_000;

function countMarks(text: string): number {
  let count = 0;
  MARK.lastIndex = 0;
  while (count < MOST_OF_ONE && MARK.test(text)) count += 1;
  MARK.lastIndex = 0;
  return count;
}

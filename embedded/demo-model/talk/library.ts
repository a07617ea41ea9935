import type { ProjectDocument } from "../documents.ts";
import { splitSections, type Section } from "./sections.ts";
import { termsOf } from "./terms.ts";

/** The project's documents, split into sections and ready to be searched. */
export interface Library {
  readonly sections: readonly Section[];
  /** The best sections first; empty when the documents say nothing about it. */
  search(query: string): Section[];
}

interface IndexedSection {
  section: Section;
  length: number;
  counts: Map<string, number>;
  titleTerms: ReadonlySet<string>;
}

/** A word of the title weighs as much as this many in the text. */
const titleWeight = 4;
/** Share of the question's weight that a section must cover: below it, a quotation would miss the point. */
const requiredCoverage = { namedInTitle: 0.5, elsewhere: 0.75 };

export function createLibrary(documents: readonly ProjectDocument[]): Library {
  const index = documents.flatMap(splitSections).map(indexSection);
  const weightOf = createTermWeights(index);
  const meanLength = index.reduce((sum, entry) => sum + entry.length, 0) / Math.max(1, index.length);

  return {
    sections: index.map((entry) => entry.section),
    search(query) {
      const terms = [...new Set(termsOf(query))];
      const total = sum(terms.map(weightOf));
      return index
        .filter((entry) => {
          const found = terms.filter((term) => entry.counts.has(term));
          const isInTitle = found.some((term) => entry.titleTerms.has(term));
          const required = isInTitle ? requiredCoverage.namedInTitle : requiredCoverage.elsewhere;
          return found.length > 0 && sum(found.map(weightOf)) >= required * total;
        })
        .map((entry) => ({ entry, score: scoreBm25(entry, terms, weightOf, meanLength) }))
        .sort((a, b) => b.score - a.score)
        .map(({ entry }) => entry.section);
    },
  };
}

function indexSection(section: Section): IndexedSection {
  const titleTerms = termsOf(section.title.split(" › ").at(-1) ?? "");
  const terms = [...termsOf(section.text), ...Array.from({ length: titleWeight }, () => titleTerms).flat()];
  const counts = new Map<string, number>();
  for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + 1);
  return { section, length: terms.length, counts, titleTerms: new Set(titleTerms) };
}

/** Inverse document frequency, as in BM25; a word that no section holds weighs like a middling one. */
function createTermWeights(index: readonly IndexedSection[]): (term: string) => number {
  const holders = new Map<string, number>();
  for (const entry of index) {
    for (const term of entry.counts.keys()) holders.set(term, (holders.get(term) ?? 0) + 1);
  }
  return (term) => {
    const held = holders.get(term) ?? Math.sqrt(index.length);
    return Math.log(1 + (index.length - held + 0.5) / (held + 0.5));
  };
}

/** Okapi BM25 with the usual k1 = 1.2 and b = 0.75. */
function scoreBm25(
  entry: IndexedSection,
  terms: readonly string[],
  weightOf: (term: string) => number,
  meanLength: number,
): number {
  const norm = 1.2 * (0.25 + (0.75 * entry.length) / meanLength);
  return sum(
    terms.map((term) => {
      const count = entry.counts.get(term) ?? 0;
      return (weightOf(term) * count * 2.2) / (count + norm);
    }),
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

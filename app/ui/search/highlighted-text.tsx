interface HighlightedTextProps {
  text: string;
  /** Begin and end in UTF-16 code units, in order and apart. */
  highlights: readonly (readonly [number, number])[];
}

/** A plain text with marks on parts of it. */
export function HighlightedText({ text, highlights }: HighlightedTextProps) {
  const parts = highlights.flatMap(([start, end], index) => [
    text.slice(highlights[index - 1]?.[1] ?? 0, start),
    <mark key={start}>{text.slice(start, end)}</mark>,
  ]);
  return (
    <>
      {parts}
      {text.slice(highlights.at(-1)?.[1] ?? 0)}
    </>
  );
}

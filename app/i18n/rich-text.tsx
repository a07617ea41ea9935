import { Trans } from "@lingui/react";
import type { ReactElement, ReactNode } from "react";
import type { TextId } from "./texts.ts";

interface RichTextProps {
  id: TextId;
  /** What the placeholders stand for: numbers, words, or elements. */
  values?: Readonly<Record<string, string | number | ReactElement>>;
  /** What stands for `<name>…</name>` in the text. */
  components?: Readonly<Record<string, ReactElement>>;
}

/** A text with elements in it, whose place is the language's to choose. */
export function RichText({ id, values = {}, components = {} }: RichTextProps) {
  return <Trans id={id} values={mapValues(values)} components={components} />;
}

/** Words that somebody wrote are handed over as elements: in a string their `<` would count as a tag of the text. */
function mapValues(values: NonNullable<RichTextProps["values"]>): Record<string, ReactNode> {
  const handed: Record<string, ReactNode> = {};
  for (const [name, value] of Object.entries(values)) {
    handed[name] = typeof value === "string" ? <>{value}</> : value;
  }
  return handed;
}

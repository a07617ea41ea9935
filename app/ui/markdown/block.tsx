import { Fragment, memo, useContext, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { DiagramBlock } from "./diagram/diagram-block.tsx";
import { DocumentContext } from "./document-context.ts";
import { Footnote } from "./footnotes.tsx";
import { parseLanguageName } from "./highlight/languages.ts";
import { renderInline } from "./inline.tsx";
import { MathBlock } from "./math/math.tsx";
import type { BlockToken, CodeToken, HeadingToken, ItemToken, ListToken } from "./parser/tokens.ts";
import { BlockBoundary, renderOrSource, SourceText } from "./source-text.tsx";
import { Table } from "./table.tsx";
import { TaskBox } from "./task-box.tsx";
import { findDirection } from "./text-direction.ts";

interface BlockProps {
  readonly token: BlockToken;
  /** Of a heading, its level in the page. */
  readonly headingLevel?: number | undefined;
}

/** One top-level block, rendered again only when its token is another one; what throws shows its source. */
export const Block = memo(function Block({ token, headingLevel }: BlockProps): ReactNode {
  return (
    <BlockBoundary source={token.raw}>
      {renderOrSource(token.raw, () =>
        renderBlock(token, 0, { headingLevel, direction: findDirection(token.raw) }),
      )}
    </BlockBoundary>
  );
});

/** Blocks within another one, whose direction they share. */
function renderBlocks(tokens: readonly BlockToken[]): ReactNode[] {
  return tokens.map((token, index) => renderBlock(token, index, {}));
}

interface TopLevel {
  readonly headingLevel?: number | undefined;
  readonly direction?: "rtl" | undefined;
}

function renderBlock(token: BlockToken, key: number, { headingLevel, direction }: TopLevel): ReactNode {
  switch (token.type) {
    case "paragraph":
      return (
        <p key={key} dir={direction}>
          {renderInline(token.tokens)}
        </p>
      );
    case "heading":
      return <Heading key={key} token={token} level={headingLevel} direction={direction} />;
    case "code":
      return <Code key={key} token={token} />;
    case "list":
      return <List key={key} list={token} direction={direction} />;
    case "quote":
      return (
        <blockquote key={key} dir={direction}>
          {renderBlocks(token.blocks)}
        </blockquote>
      );
    case "details":
      return (
        <details key={key} dir={direction}>
          {token.summary.length > 0 ? <summary>{renderInline(token.summary)}</summary> : null}
          {renderBlocks(token.blocks)}
        </details>
      );
    case "table":
      return <Table key={key} table={token} direction={direction} />;
    case "footnote":
      return (
        <Footnote key={key} token={token}>
          {renderBlocks(token.blocks)}
        </Footnote>
      );
    case "math":
      return <MathBlock key={key} token={token} />;
    case "rule":
      return <hr key={key} />;
    case "html":
      return <SourceText key={key} source={token.text.trimEnd()} />;
    case "source":
      return <SourceText key={key} source={token.raw} />;
  }
}

function Code({ token }: { readonly token: CodeToken }): ReactNode {
  const isDiagram = parseLanguageName(token.info).toLowerCase() === "mermaid";
  if (isDiagram) return <DiagramBlock source={token.text} isWhole={token.isClosed} />;
  return <CodeBlock code={token.text} info={token.info} />;
}

const HEADING_TAGS: ReadonlyMap<number | undefined, "h2" | "h3" | "h4" | "h5" | "h6"> = new Map([
  [2, "h2"],
  [3, "h3"],
  [4, "h4"],
  [5, "h5"],
  [6, "h6"],
]);

interface HeadingProps {
  readonly token: HeadingToken;
  readonly level: number | undefined;
  readonly direction: "rtl" | undefined;
}

/** A heading within a list or a quotation is no part of the page's outline. */
function Heading({ token, level, direction }: HeadingProps): ReactNode {
  const { prefix, names } = useContext(DocumentContext);
  const Tag = HEADING_TAGS.get(level) ?? "p";
  const name = names.get(token);
  return (
    <Tag
      dir={direction}
      id={name === undefined ? undefined : prefix + name}
      tabIndex={name === undefined ? undefined : -1}
      data-heading={Tag === "p" ? "" : undefined}
    >
      {renderInline(token.tokens)}
    </Tag>
  );
}

interface ListProps {
  readonly list: ListToken;
  readonly direction: "rtl" | undefined;
}

/** A list whose items are rendered again only when they have changed. */
function List({ list, direction }: ListProps): ReactNode {
  const items = list.items.map((item, index) => <Item key={index} item={item} isLoose={list.isLoose} />);
  if (!list.isOrdered) return <ul dir={direction}>{items}</ul>;
  return (
    <ol dir={direction} start={list.start === 1 ? undefined : list.start}>
      {items}
    </ol>
  );
}

interface ItemProps {
  readonly item: ItemToken;
  readonly isLoose: boolean;
}

const Item = memo(function Item({ item, isLoose }: ItemProps): ReactNode {
  const isTask = item.isDone !== undefined;
  return (
    <li data-task={isTask ? "" : undefined}>
      {item.isDone === undefined ? null : <TaskBox isDone={item.isDone} />}
      {renderOrSource(item.raw, () => renderItem(item.blocks, isLoose))}
    </li>
  );
});

/** The paragraphs of a tight list are its items' own text. */
function renderItem(blocks: readonly BlockToken[], isLoose: boolean): ReactNode {
  if (isLoose) return renderBlocks(blocks);
  return blocks.map((block, index) =>
    block.type === "paragraph" ? (
      <Fragment key={index}>{renderInline(block.tokens)}</Fragment>
    ) : (
      <Fragment key={index}>{renderBlocks([block])}</Fragment>
    ),
  );
}

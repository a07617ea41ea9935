import type { Token, Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { DiagramBlock } from "./diagram/diagram-block.tsx";
import { Footnote } from "./footnotes.tsx";
import { MAX_DEPTH, renderInline } from "./inline.tsx";
import { isBlockToken } from "./lexer.ts";
import { MathBlock } from "./math/math.tsx";
import { BlockBoundary, renderOrSource, SourceText } from "./source-text.tsx";
import { isFootnote } from "./syntax/footnotes.ts";
import { isMathToken } from "./syntax/math.ts";
import { Table } from "./table.tsx";
import { TaskBox } from "./task-box.tsx";

interface BlockProps {
  readonly token: Token;
  /** Of a heading, its level in the page. */
  readonly headingLevel?: number | undefined;
}

/** One top-level block, rendered again only when its token is another one; what throws shows its source. */
export const Block = memo(function Block({ token, headingLevel }: BlockProps): ReactNode {
  return (
    <BlockBoundary source={token.raw}>
      {renderOrSource(token.raw, () => renderBlock(token, 0, 0, headingLevel))}
    </BlockBoundary>
  );
});

function renderBlocks(tokens: readonly Token[], depth: number): ReactNode[] {
  return tokens.map((token, index) => renderBlock(token, index, depth));
}

function renderBlock(token: Token, key: number, depth: number, headingLevel?: number): ReactNode {
  if (depth > MAX_DEPTH) return <SourceText key={key} source={token.raw} />;
  if (isMathToken(token)) return <MathBlock key={key} token={token} />;
  if (isFootnote(token)) {
    return (
      <Footnote key={key} label={token.label}>
        {renderBlocks(token.tokens, depth + 1)}
      </Footnote>
    );
  }
  if (!isBlockToken(token)) return <SourceText key={key} source={token.raw} />;
  switch (token.type) {
    case "paragraph":
      return (
        <p key={key} dir="auto">
          {renderInline(token.tokens)}
        </p>
      );
    case "text":
      return <Fragment key={key}>{renderInline(token.tokens ?? [token])}</Fragment>;
    case "heading":
      return <Heading key={key} token={token} level={headingLevel} />;
    case "code":
      return <Code key={key} token={token} />;
    case "list":
      return <List key={key} list={token} depth={depth} />;
    case "blockquote":
      return (
        <blockquote key={key} dir="auto">
          {renderBlocks(token.tokens, depth + 1)}
        </blockquote>
      );
    case "table":
      return <Table key={key} table={token} />;
    case "checkbox":
      return <TaskBox key={key} isDone={token.checked} />;
    case "hr":
      return <hr key={key} />;
    case "html":
      return <SourceText key={key} source={token.text.trimEnd()} />;
    case "list_item":
      return <Item key={key} item={token} depth={depth} />;
    case "space":
    case "def":
      return null;
  }
}

function Code({ token }: { readonly token: Tokens.Code }): ReactNode {
  const info = token.lang ?? "";
  if (info === "mermaid") return <DiagramBlock source={token.text} isWhole={isClosed(token)} />;
  return <CodeBlock code={token.text} info={info} />;
}

/** Whether the closing fence is there. */
function isClosed({ raw }: Tokens.Code): boolean {
  return /\n {0,3}(?:`{3,}|~{3,})[ \t]*$/.test(raw.trimEnd());
}

const HEADING_TAGS: ReadonlyMap<number | undefined, "h2" | "h3" | "h4" | "h5" | "h6"> = new Map([
  [2, "h2"],
  [3, "h3"],
  [4, "h4"],
  [5, "h5"],
  [6, "h6"],
]);

interface HeadingProps {
  readonly token: Tokens.Heading;
  readonly level: number | undefined;
}

/** A heading within a list or a quotation is no part of the page's outline. */
function Heading({ token, level }: HeadingProps): ReactNode {
  const Tag = HEADING_TAGS.get(level) ?? "p";
  return (
    <Tag dir="auto" data-heading={Tag === "p" ? "" : undefined}>
      {renderInline(token.tokens)}
    </Tag>
  );
}

function List({ list, depth }: { readonly list: Tokens.List; readonly depth: number }): ReactNode {
  const items = list.items.map((item, index) => <Item key={index} item={item} depth={depth} />);
  if (!list.ordered) return <ul dir="auto">{items}</ul>;
  return (
    <ol dir="auto" start={list.start === "" || list.start === 1 ? undefined : list.start}>
      {items}
    </ol>
  );
}

interface ItemProps {
  readonly item: Tokens.ListItem;
  readonly depth: number;
}

const Item = memo(function Item({ item, depth }: ItemProps): ReactNode {
  return (
    <li data-task={item.task ? "" : undefined}>
      {renderOrSource(item.raw, () => renderBlocks(item.tokens, depth + 1))}
    </li>
  );
});

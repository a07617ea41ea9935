import type { Token, Tokens } from "marked";
import { Fragment, memo, type ReactNode } from "react";
import { CodeBlock } from "./code-block.tsx";
import { MAX_DEPTH, renderInline, TaskBox } from "./inline.tsx";
import { isBlockToken } from "./lexer.ts";
import { BlockBoundary, renderOrSource, SourceText } from "./source-text.tsx";
import { Table } from "./table.tsx";

/** One top-level block, rendered again only when its token is another one; what throws shows its source. */
export const Block = memo(function Block({ token }: { readonly token: Token }): ReactNode {
  return (
    <BlockBoundary source={token.raw}>
      {renderOrSource(token.raw, () => renderBlock(token, 0, 0))}
    </BlockBoundary>
  );
});

function renderBlocks(tokens: readonly Token[], depth: number): ReactNode[] {
  return tokens.map((token, index) => renderBlock(token, index, depth));
}

function renderBlock(token: Token, key: number, depth: number): ReactNode {
  if (!isBlockToken(token) || depth > MAX_DEPTH) return <SourceText key={key} source={token.raw} />;
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
      return <Heading key={key} token={token} />;
    case "code":
      return <CodeBlock key={key} code={token.text} info={token.lang ?? ""} />;
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

/** An answer is a letter within a page that has its own title: its headings start at the third level. */
const HEADING_TAGS = ["h3", "h4", "h5", "h6"] as const;

function Heading({ token }: { readonly token: Tokens.Heading }): ReactNode {
  const Tag = HEADING_TAGS[token.depth - 1] ?? "h6";
  return <Tag dir="auto">{renderInline(token.tokens)}</Tag>;
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

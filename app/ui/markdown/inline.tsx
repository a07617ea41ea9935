import type { Token, Tokens } from "marked";
import { Fragment, type ReactNode } from "react";
import { decodeEntities } from "./entities.ts";
import { FootnoteMark } from "./footnotes.tsx";
import { ImageWord, MarkdownImage } from "./image.tsx";
import { isInlineToken } from "./lexer.ts";
import { MathText } from "./math/math.tsx";
import { findSafeUrl } from "./safe-url.ts";
import { isFootnoteReference } from "./syntax/footnotes.ts";
import { isMathToken } from "./syntax/math.ts";
import { TaskBox } from "./task-box.tsx";

/** Nesting beyond this is no writing; it is shown as source, far below the recursion limit of React on a server. */
export const MAX_DEPTH = 40;

interface InlineContext {
  readonly depth: number;
  /** HTML knows no link in a link. */
  readonly isInLink: boolean;
}

/** Inline tokens as React nodes: no raw HTML, no remote loads, only safe link targets. Throws nothing of its own. */
export function renderInline(tokens: readonly Token[]): ReactNode[] {
  return renderTokens(tokens, { depth: 0, isInLink: false });
}

/** Neighbouring strings become one text node: fewer nodes, and no comment between them in server-made HTML. */
function renderTokens(tokens: readonly Token[], context: InlineContext): ReactNode[] {
  const nodes: ReactNode[] = [];
  tokens.forEach((token, index) => {
    const node = context.depth > MAX_DEPTH ? token.raw : renderToken(token, index, context);
    const before = nodes.at(-1);
    if (typeof node === "string" && typeof before === "string") nodes[nodes.length - 1] = before + node;
    else nodes.push(node);
  });
  return nodes;
}

function renderToken(token: Token, key: number, context: InlineContext): ReactNode {
  if (isMathToken(token)) return <MathText key={key} token={token} />;
  if (isFootnoteReference(token)) {
    return context.isInLink ? token.raw : <FootnoteMark key={key} label={token.label} />;
  }
  if (!isInlineToken(token)) return token.raw;
  const renderChildren = (children: readonly Token[]): ReactNode[] =>
    renderTokens(children, { ...context, depth: context.depth + 1 });
  switch (token.type) {
    case "text":
      return token.tokens === undefined ? (
        decodeEntities(token.text)
      ) : (
        <Fragment key={key}>{renderChildren(token.tokens)}</Fragment>
      );
    case "escape":
      return token.text;
    case "strong":
      return <strong key={key}>{renderChildren(token.tokens)}</strong>;
    case "em":
      return <em key={key}>{renderChildren(token.tokens)}</em>;
    case "del":
      return <del key={key}>{renderChildren(token.tokens)}</del>;
    case "codespan":
      return <code key={key}>{token.text}</code>;
    case "br":
      return <br key={key} />;
    case "html":
      return isLineBreakTag(token.text) ? <br key={key} /> : token.text;
    case "checkbox":
      return <TaskBox key={key} isDone={token.checked} />;
    case "link":
      return renderLink(token, key, context);
    case "image":
      return renderImage(token, key, context);
  }
}

/** The one tag that models write in table cells, having no other way to break a line there. */
function isLineBreakTag(text: string): boolean {
  return /^<br\s*\/?>$/i.test(text);
}

function renderLink(token: Tokens.Link, key: number, context: InlineContext): ReactNode {
  const inside = { depth: context.depth + 1, isInLink: true };
  const label = token.autolink === true ? token.text : renderTokens(token.tokens, inside);
  return renderAnchor({ token, key, context, label, kind: "link" });
}

/** Loading an image would tell its host what the answer says: elsewhere than allowed, the reader follows a link. */
function renderImage(token: Tokens.Image, key: number, context: InlineContext): ReactNode {
  const label = decodeEntities(token.text);
  const link = renderAnchor({ token, key, context, label: label || <ImageWord />, kind: "image" });
  const url = findSafeUrl(token.href);
  if (url === undefined) return link;
  return <MarkdownImage key={key} href={url.href} label={label} link={link} />;
}

interface AnchorParts {
  readonly token: Tokens.Link | Tokens.Image;
  readonly key: number;
  readonly context: InlineContext;
  readonly label: ReactNode;
  readonly kind: "link" | "image";
}

function renderAnchor({ token, key, context, label, kind }: AnchorParts): ReactNode {
  const url = context.isInLink ? undefined : findSafeUrl(token.href);
  if (url === undefined) return <Fragment key={key}>{label}</Fragment>;
  return (
    <a
      key={key}
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={token.title ? decodeEntities(token.title) : undefined}
      data-kind={kind}
      data-external={url.isExternal ? "" : undefined}
    >
      {label}
    </a>
  );
}

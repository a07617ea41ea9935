import { Fragment, useContext, type ReactNode } from "react";
import { DocumentContext } from "./document-context.ts";
import { decodeEntities } from "./entities.ts";
import { FootnoteMark } from "./footnotes.tsx";
import { goToTarget } from "./go-to-target.ts";
import { ImageWord, MarkdownImage } from "./image.tsx";
import { MathText } from "./math/math.tsx";
import type { ImageToken, InlineToken, LinkToken } from "./parser/tokens.ts";
import { readPlainText } from "./parser/tree.ts";
import { findSafeUrl } from "./safe-url.ts";

/** Inline tokens as React nodes: no raw HTML, no remote loads, only safe link targets. Throws nothing of its own. */
export function renderInline(tokens: readonly InlineToken[]): ReactNode[] {
  return renderTokens(tokens, false);
}

/** Neighbouring strings become one text node: fewer nodes, and no comment between them in server-made HTML. */
function renderTokens(tokens: readonly InlineToken[], isInLink: boolean): ReactNode[] {
  const nodes: ReactNode[] = [];
  tokens.forEach((token, index) => {
    const node = renderToken(token, index, isInLink);
    const before = nodes.at(-1);
    if (typeof node === "string" && typeof before === "string") nodes[nodes.length - 1] = before + node;
    else nodes.push(node);
  });
  return nodes;
}

function renderToken(token: InlineToken, key: number, isInLink: boolean): ReactNode {
  switch (token.type) {
    case "text":
    case "html":
      return token.text;
    case "strong":
    case "em":
    case "del": {
      const Tag = token.type;
      return <Tag key={key}>{renderTokens(token.tokens, isInLink)}</Tag>;
    }
    case "element": {
      const Tag = token.tag;
      return <Tag key={key}>{renderTokens(token.tokens, isInLink)}</Tag>;
    }
    case "code":
      return <code key={key}>{token.text}</code>;
    case "break":
      return <br key={key} />;
    case "math":
      return <MathText key={key} token={token} />;
    case "footnoteMark":
      return isInLink ? `[^${token.label}]` : <FootnoteMark key={key} token={token} />;
    case "link":
      return <MarkdownLink key={key} token={token} />;
    case "image":
      return renderImage(token, key, isInLink);
  }
}

/** A link; where its target is not safe, its text alone. Within the text it leads to a heading, or nowhere. */
function MarkdownLink({ token }: { readonly token: LinkToken }): ReactNode {
  const { prefix, anchors } = useContext(DocumentContext);
  const label = token.isBare ? readPlainText(token.tokens) : renderTokens(token.tokens, true);
  if (!token.href.startsWith("#")) return renderAnchor(token, label, "link");
  const name = readName(token.href);
  if (!anchors.has(name)) return label;
  return (
    <a href={`#${encodeURIComponent(prefix + name)}`} onClick={goToTarget}>
      {label}
    </a>
  );
}

function readName(href: string): string {
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}

/** Loading an image would tell its host what the answer says: elsewhere than allowed, the reader follows a link. */
function renderImage(token: ImageToken, key: number, isInLink: boolean): ReactNode {
  const label = token.text;
  const shown = label || <ImageWord />;
  const link = isInLink ? shown : renderAnchor(token, shown, "image");
  const url = findSafeUrl(token.href);
  if (url === undefined) return <Fragment key={key}>{link}</Fragment>;
  return <MarkdownImage key={key} href={url.href} label={label} link={link} />;
}

function renderAnchor(token: LinkToken | ImageToken, label: ReactNode, kind: "link" | "image"): ReactNode {
  const url = findSafeUrl(token.href);
  if (url === undefined) return label;
  return (
    <a
      href={url.href}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={token.title ? decodeEntities(token.title) : undefined}
      data-kind={kind === "image" ? kind : undefined}
      data-external={url.isExternal ? "" : undefined}
    >
      {label}
    </a>
  );
}

import { Component, createRef, type ReactNode } from "react";

interface SelectionKeeperProps {
  readonly isGrowing: boolean;
  readonly children: ReactNode;
}

interface Selected {
  readonly anchorNode: Node;
  readonly anchorOffset: number;
  readonly focusNode: Node;
  readonly focusOffset: number;
}

/**
 * The element of a text. What a person has selected in it stays selected while words come: React writes a text anew to
 * make it longer, which browsers take for the end of a selection in it.
 */
export class SelectionKeeper extends Component<SelectionKeeperProps> {
  readonly #element = createRef<HTMLDivElement>();

  override getSnapshotBeforeUpdate(): Selected | null {
    const selection = getSelection();
    if (!selection || selection.isCollapsed) return null;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = selection;
    if (!anchorNode || !focusNode || !this.#element.current?.contains(focusNode)) return null;
    return { anchorNode, anchorOffset, focusNode, focusOffset };
  }

  override componentDidUpdate(_props: SelectionKeeperProps, _state: unknown, before: Selected | null): void {
    const selection = getSelection();
    if (!before || !selection || !isThere(before)) return;
    const { anchorNode, anchorOffset, focusNode, focusOffset } = before;
    const isKept =
      selection.anchorNode === anchorNode &&
      selection.anchorOffset === anchorOffset &&
      selection.focusNode === focusNode &&
      selection.focusOffset === focusOffset;
    if (!isKept) selection.setBaseAndExtent(anchorNode, anchorOffset, focusNode, focusOffset);
  }

  override render(): ReactNode {
    const { isGrowing, children } = this.props;
    return (
      <div ref={this.#element} className="markdown" data-streaming={isGrowing ? "" : undefined}>
        {children}
      </div>
    );
  }
}

function isThere({ anchorNode, anchorOffset, focusNode, focusOffset }: Selected): boolean {
  return (
    anchorNode.isConnected &&
    focusNode.isConnected &&
    anchorOffset <= lengthOf(anchorNode) &&
    focusOffset <= lengthOf(focusNode)
  );
}

function lengthOf(node: Node): number {
  return node instanceof CharacterData ? node.length : node.childNodes.length;
}

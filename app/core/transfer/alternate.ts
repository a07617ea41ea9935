/** A message of a tree, by the id of its parent. */
export interface TreeNode {
  id: string;
  parentId: string | null;
  role: "user" | "assistant";
  content: string;
}

/**
 * Makes question and answer alternate, as they do here: a message that follows one of its own role takes that one's
 * text in front of its own, and its place. A message of which every follower has done so is left out.
 * @param nodes parents before their children
 */
export function alternate<N extends TreeNode>(nodes: readonly N[]): N[] {
  const placed = new Map<string, N>();
  const followers = new Map<string, number>();
  const absorbed = new Map<string, number>();
  for (const node of nodes) {
    const parent = node.parentId === null ? undefined : placed.get(node.parentId);
    const isRepeated = parent?.role === node.role;
    if (parent) count(followers, parent.id);
    if (parent && isRepeated) count(absorbed, parent.id);
    placed.set(
      node.id,
      parent && isRepeated
        ? { ...node, parentId: parent.parentId, content: `${parent.content}\n\n${node.content}` }
        : node,
    );
  }
  return [...placed.values()].filter(
    ({ id }) => absorbed.get(id) === undefined || absorbed.get(id) !== followers.get(id),
  );
}

function count(counts: Map<string, number>, id: string): void {
  counts.set(id, (counts.get(id) ?? 0) + 1);
}

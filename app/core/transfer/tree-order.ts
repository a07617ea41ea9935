/**
 * Each node after its parent, siblings in the given order.
 * @param parentOf `null` for a node at the top
 * @returns without those that hang on something unknown, or in a circle
 */
export function parentsFirst<N, K>(
  nodes: readonly N[],
  { idOf, parentOf }: { idOf(node: N): K; parentOf(node: N): K | null },
): N[] {
  const children = new Map<K | null, N[]>();
  for (const node of nodes) {
    const siblings = children.get(parentOf(node));
    if (siblings) siblings.push(node);
    else children.set(parentOf(node), [node]);
  }
  const ordered = [...(children.get(null) ?? [])];
  for (const node of ordered) for (const child of children.get(idOf(node)) ?? []) ordered.push(child);
  return ordered;
}

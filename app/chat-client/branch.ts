import type { Message } from "#app/protocol/resources.ts";

type Branch = readonly Message[];

/**
 * Puts a message behind its parent. One that is there already is replaced in place; a new one takes the
 * place of whatever followed the parent, because it opens a new branch.
 * @returns undefined when the parent is not loaded
 */
export function placeMessage(branch: Branch, message: Message): Branch | undefined {
  const index = branch.findIndex(({ id }) => id === message.id);
  if (index >= 0) return branch.with(index, further(branch[index], message));
  if (message.parentId === null) return [message];
  const parentIndex = branch.findIndex(({ id }) => id === message.parentId);
  return parentIndex < 0 ? undefined : [...branch.slice(0, parentIndex + 1), message];
}

/** Ids of the siblings that a new child of `parentId` will have, as far as this branch knows them. */
export function siblingIdsOf(branch: Branch, parentId: string | null, id: string): string[] {
  const elder = branch.find((message) => message.parentId === parentId)?.siblingIds ?? [];
  return elder.includes(id) ? elder : [...elder, id];
}

/**
 * Joins the newest page as the server read it with what is known here, which may hold earlier pages
 * and may have been told of newer messages while the page was under way.
 */
export function mergeSnapshot(known: Branch, page: Branch): { messages: Branch; keptEarlier: boolean } {
  const first = page[0];
  if (first === undefined) return { messages: known, keptEarlier: true };
  const overlap = known.findIndex(({ id }) => id === first.id);
  const earlier = overlap > 0 ? known.slice(0, overlap) : [];
  return { messages: withNewer([...earlier, ...page], known), keptEarlier: earlier.length > 0 };
}

function withNewer(messages: Branch, known: Branch): Branch {
  const knownById = new Map(known.map((message) => [message.id, message]));
  const merged: Message[] = [];
  for (const message of messages) {
    const rival = known.find(({ parentId }) => parentId === message.parentId);
    // A child that the page's sibling list does not name was made after the page was read.
    if (rival && rival.id !== message.id && !message.siblingIds.includes(rival.id)) {
      return [...merged, ...descent(known, rival)];
    }
    merged.push(further(knownById.get(message.id), message));
  }
  const last = merged.at(-1);
  const next = last && known.find(({ parentId }) => parentId === last.id);
  return next ? [...merged, ...descent(known, next)] : merged;
}

function descent(branch: Branch, from: Message): Branch {
  return branch.slice(branch.indexOf(from));
}

/** Of two states of one message the later one: an ended answer, or the one with more of its text. */
function further(known: Message | undefined, other: Message): Message {
  if (known === undefined || other.status !== "streaming") return other;
  // An ended answer that another generation goes on with.
  if (known.generationId !== other.generationId) return other;
  return known.status !== "streaming" || (known.lastSeq ?? 0) > (other.lastSeq ?? 0) ? known : other;
}

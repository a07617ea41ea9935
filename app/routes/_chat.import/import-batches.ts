/** A part of this size is sent at once; a longer conversation goes alone. In characters. */
const batchLength = 1_000_000;

interface Batch {
  /** A file of the same form. */
  body: unknown;
  /** Conversations in it. */
  count: number;
}

/** Cuts an export into files that are small enough to send; `undefined` when it is none. */
export function batchesOf(file: unknown): Batch[] | undefined {
  const conversations = conversationsOf(file);
  if (!conversations) return undefined;
  const batches: unknown[][] = [];
  let length = batchLength;
  for (const conversation of conversations) {
    const own = JSON.stringify(conversation).length;
    if (length + own > batchLength) {
      batches.push([]);
      length = 0;
    }
    batches.at(-1)?.push(conversation);
    length += own;
  }
  return batches.map((batch) => ({
    body: Array.isArray(file) ? batch : { ...(file as object), conversations: batch },
    count: batch.length,
  }));
}

function conversationsOf(file: unknown): unknown[] | undefined {
  if (isList(file)) return file;
  if (typeof file !== "object" || file === null || !("conversations" in file)) return undefined;
  const { conversations }: { conversations: unknown } = file;
  return isList(conversations) ? conversations : undefined;
}

function isList(value: unknown): value is unknown[] {
  return Array.isArray(value);
}

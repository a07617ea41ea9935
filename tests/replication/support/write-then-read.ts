import { v7 as newId } from "uuid";
import { isFullProof } from "#tests/support/proof-size.ts";
import { TestApi, type ApiAnswer } from "#tests/support/test-api.ts";

export interface PairsOptions {
  pairs: number;
  /** People who write and read at the same time, each in a conversation of their own. */
  people: number;
}

/** 10,000 pairs where everything is run, fewer on a developer's machine and where it is run a second time. */
export const manyPairs: PairsOptions = { pairs: isFullProof ? 10_000 : 1_000, people: 40 };

/**
 * Writes and reads each at once, often. Every second person is a program that knows nothing of tokens, the others bear
 * back the token of their write. Tells every read that did not show the write before it.
 */
export async function writeThenRead(url: string, { pairs, people }: PairsOptions): Promise<string[]> {
  const pairsOfEach = Math.ceil(pairs / people);
  const found = await Promise.all(
    Array.from({ length: people }, (_, person) => writeThenReadAlone(url, pairsOfEach, person % 2 === 0)),
  );
  return found.flat();
}

async function writeThenReadAlone(url: string, pairs: number, bearsToken: boolean): Promise<string[]> {
  const api = new TestApi(url, `pairs-${newId()}`);
  const { id } = await api.createConversation({ title: "Before all pairs" });
  const stale: string[] = [];
  for (let pair = 0; pair < pairs; pair += 1) {
    const title = `Pair ${pair}`;
    const write = await api.patch(`/api/conversations/${id}`, { title });
    const headers = bearsToken ? { "X-Read-After": String(write.headers["x-read-after"]) } : {};
    const path = pair % 2 === 0 ? `/api/conversations/${id}` : "/api/conversations";
    const read = await api.get(path, { headers });
    if (!shows(write, title) || !shows(read, title))
      stale.push(`${path}: ${title}: ${read.text.slice(0, 200)}`);
  }
  return stale;
}

function shows({ status, text }: ApiAnswer, title: string): boolean {
  return status === 200 && text.includes(`"title":"${title}"`);
}

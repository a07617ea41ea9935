/** The part of `Storage` that is used. */
type TextStorage = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** What a person has begun to write, kept on the device until it is sent, given up, or they sign out. */
export interface KeptTexts {
  /** @returns "" where nothing is kept under this name */
  load(name: string): string;
  /** An empty text is kept no more. */
  keep(name: string, text: string): void;
}

const prefix = "draft:";
/** No id is the beginning of another. */
const prefixOf = (userId: string) => `${prefix}${encodeURIComponent(userId)}:`;
/** The oldest of more than these are dropped. */
const maxKept = 100;

interface Kept {
  /** Milliseconds of the epoch. */
  at: number;
  text: string;
}

export function createKeptTexts(storage: TextStorage, userId: string, now: () => number): KeptTexts {
  const keyOf = (name: string) => `${prefixOf(userId)}${name}`;

  function dropOldest(left: number): void {
    const kept = listKeys(storage, prefixOf(userId))
      .map((key) => ({ key, at: parseKept(storage.getItem(key))?.at ?? 0 }))
      .sort((one, other) => other.at - one.at);
    for (const { key } of kept.slice(left)) storage.removeItem(key);
  }

  return {
    load: (name) => parseKept(storage.getItem(keyOf(name)))?.text ?? "",
    keep(name, text) {
      const key = keyOf(name);
      if (text === "") return storage.removeItem(key);
      const value = JSON.stringify({ at: now(), text } satisfies Kept);
      const isNew = storage.getItem(key) === null;
      try {
        storage.setItem(key, value);
        if (isNew) dropOldest(maxKept);
      } catch {
        // The browser's room for this site is full: what is being written now matters more than the oldest half.
        dropOldest(maxKept / 2);
        tryToSet(storage, key, value);
      }
    },
  };
}

/** Erases what was kept for everybody but this person; for everybody without one. */
export function eraseKeptTexts(storage: TextStorage, exceptUserId?: string): void {
  for (const key of listKeys(storage, prefix)) {
    if (exceptUserId === undefined || !key.startsWith(prefixOf(exceptUserId))) storage.removeItem(key);
  }
}

function listKeys(storage: TextStorage, beginning: string): string[] {
  return Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "").filter((key) =>
    key.startsWith(beginning),
  );
}

function tryToSet(storage: TextStorage, key: string, value: string): void {
  try {
    storage.setItem(key, value);
  } catch {
    // Still full: the text stays in the field and outlives no reload.
  }
}

function parseKept(value: string | null): Kept | undefined {
  if (value === null) return undefined;
  try {
    const kept: unknown = JSON.parse(value);
    return isKept(kept) ? kept : undefined;
  } catch {
    // Not written by us.
    return undefined;
  }
}

function isKept(value: unknown): value is Kept {
  return (
    typeof value === "object" &&
    value !== null &&
    "at" in value &&
    typeof value.at === "number" &&
    "text" in value &&
    typeof value.text === "string"
  );
}

/** What a page gets in the place of its data when the server could not be reached. */
export interface Unreachable {
  isUnreachable: true;
}

/** Loads in the browser; out of reach is no error of the page, which may show what it knows. */
export async function orUnreachable<T>(load: () => Promise<T>): Promise<T | Unreachable> {
  try {
    return await load();
  } catch (error) {
    if (isNetworkFailure(error)) return { isUnreachable: true };
    throw error;
  }
}

export function isUnreachable(data: unknown): data is Unreachable {
  return typeof data === "object" && data !== null && "isUnreachable" in data;
}

/** `fetch` has one kind of error for all that can go wrong on the way; browsers word it differently. */
export function isNetworkFailure(error: unknown): boolean {
  return error instanceof TypeError && /fetch|network|load failed/i.test(error.message);
}

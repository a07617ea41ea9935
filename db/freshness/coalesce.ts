/**
 * Shares one answer among all who ask before the question is put. Who asks while an answer is on its way gets
 * the next one: the answer under way may describe a moment before the asking.
 */
export function coalesce<T>(ask: () => Promise<T>): () => Promise<T> {
  let next: Promise<T> | undefined;
  let current: Promise<unknown> = Promise.resolve();
  return () => {
    next ??= current.then(() => {
      const answer = ask();
      next = undefined;
      current = answer.catch(() => {});
      return answer;
    });
    return next;
  };
}

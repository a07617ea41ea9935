/** The abort reason of a reader that left without a signal. */
export const closedByReader = new Error("the reader of the answer left");

/**
 * An async generator queues `return()` behind a `next()` that is still waiting; for a silent model that is for
 * ever. This one aborts first, so that both come back at once.
 * @param life what the generator waits on; it ends quietly when this aborts with `closedByReader`.
 */
export function closeOnReturn<Event>(
  events: AsyncGenerator<Event, void, undefined>,
  life: AbortController,
): AsyncGenerator<Event, void, undefined> {
  return {
    next: () => events.next(),
    return(value) {
      life.abort(closedByReader);
      return events.return(value);
    },
    throw(error) {
      life.abort(closedByReader);
      return events.throw(error);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

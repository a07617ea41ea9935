/**
 * A body that is made while it is taken: the next piece is asked for when the client has room for it.
 * @param drained resolves when the client has taken what was written so far
 */
export function streamText(
  pieces: AsyncGenerator<string, void>,
  drained: () => Promise<void>,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await drained();
        const next = await pieces.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await pieces.return(undefined);
      },
    },
    { highWaterMark: 0 },
  );
}

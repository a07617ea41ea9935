import type { FramePublisher } from "#app/core/turn/frame-publisher.ts";
import type { SendMessage, StartedTurn, Turns } from "#app/core/turn/turns.ts";
import type { ServerFrame } from "#app/protocol/frames.ts";
import { toErrorFrame, type ReportError } from "./error-frame.ts";
import { FrameFollower, type FollowerDependencies } from "./frame-follower.ts";

/** A reader this far behind gets no more text until it has caught up, in bytes. */
const congestedBytes = 256 * 1024;
/** Proxies close what is silent for long: a comment now and then keeps the stream open. */
const keepAliveMs = 15_000;

interface Dependencies extends FollowerDependencies {
  publisher: FramePublisher;
  turns: Pick<Turns, "send">;
  reportError: ReportError;
}

/** @throws AppError when the turn is refused; then nothing was started */
export type OpenEventStream = (command: Omit<SendMessage, "onCommitted">) => Promise<Response>;

/**
 * Server-sent events (WHATWG HTML 9.2) of one turn: the frames that a socket would get, from `message.accepted`
 * to `generation.finished`. Resolves once the turn is committed, so that a refusal still is an HTTP error.
 * A reader that goes away does not end the turn.
 */
export function createEventStreams(deps: Dependencies): OpenEventStream {
  return async (command) => {
    let unsubscribe: () => void = () => {};
    const events = createEvents(() => unsubscribe());
    const follower = new FrameFollower(command.user.id, events, deps);
    const fail = (error: unknown) => events.end(toErrorFrame(error, command.id, deps.reportError));
    const onCommitted = (turn: StartedTurn) => {
      const onFrame = (frame: ServerFrame, coversAfter?: number) => {
        if (isOfTurn(frame, turn)) follower.onFrame(frame, coversAfter);
      };
      unsubscribe = deps.publisher.subscribeConversation(command.user.id, turn.conversation.id, { onFrame });
      if (turn.repeated) follower.repeat(turn).catch(fail);
      // The conversation may be deleted, or the answer be written by another process: then no last frame comes.
      turn.finished.catch(fail);
    };
    try {
      await deps.turns.send({ ...command, onCommitted });
    } catch (error) {
      events.end();
      throw error;
    }
    return new Response(events.body, {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "no-cache, no-transform",
        "X-Accel-Buffering": "no",
      },
    });
  };
}

/** Other turns may run in the same conversation. */
function isOfTurn(frame: ServerFrame, { generationId, userMessage }: StartedTurn): boolean {
  if (frame.type === "message.accepted") return frame.id === userMessage.id;
  return "generationId" in frame && frame.generationId === generationId;
}

/** The body of an event stream; `onEnd` is called once, after the last event or when the reader has gone. */
function createEvents(onEnd: () => void) {
  const encoder = new TextEncoder();
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  let ended = false;
  const write = (text: string) => {
    if (!ended) controller.enqueue(encoder.encode(text));
  };
  const writeFrame = (frame: ServerFrame) =>
    write(`event: ${frame.type}\ndata: ${JSON.stringify(frame)}\n\n`);
  const keepAlive = setInterval(() => write(":\n\n"), keepAliveMs);
  const close = () => {
    ended = true;
    clearInterval(keepAlive);
    onEnd();
  };
  const end = (last?: ServerFrame) => {
    if (ended) return;
    if (last) writeFrame(last);
    close();
    controller.close();
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start: (given) => {
        controller = given;
      },
      cancel: close,
    },
    new ByteLengthQueuingStrategy({ highWaterMark: congestedBytes }),
  );
  return {
    body,
    end,
    isCongested: () => (controller.desiredSize ?? 0) <= 0,
    send: (frame: ServerFrame) => (frame.type === "generation.finished" ? end(frame) : writeFrame(frame)),
  };
}

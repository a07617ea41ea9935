import { describe, expect, it } from "vitest";
import type { ServerFrame } from "#app/protocol/frames.ts";
import type { Message } from "#app/protocol/resources.ts";
import { FramePublisher } from "./frame-publisher.ts";
import { LiveGenerations } from "./live-generations.ts";
import { RemoteAnswers } from "./remote-answers.ts";
import type { KnownTurn, LoggedPieces, RunningAnswer } from "./turn-store.ts";

const identity = {
  id: "g",
  userId: "ada",
  conversationId: "c",
  messageId: "a",
  parentId: "u",
  model: "m",
  owner: "other",
};

/** A process that follows one answer of another process, by its log. */
function open({ former = { text: "", reasoning: "" } }: { former?: RunningAnswer["former"] } = {}) {
  const log: string[] = [];
  let end: KnownTurn | undefined;
  const publisher = new FramePublisher();
  const frames: ServerFrame[] = [];
  const unsubscribe = publisher.subscribeConversation("ada", "c", { onFrame: (frame) => frames.push(frame) });
  const remote = new RemoteAnswers({
    store: {
      findRunning: async () => [{ ...identity, former }],
      findFinished: async () => [],
      findTurn: async () => end,
      readLogs: async (wanted) =>
        wanted.flatMap(({ generationId, afterSeq }): LoggedPieces[] =>
          log.length > afterSeq
            ? [
                {
                  generationId,
                  lastSeq: log.length,
                  texts: log.slice(afterSeq),
                  reasonings: log.slice(afterSeq).map(() => ""),
                },
              ]
            : [],
        ),
    },
    live: new LiveGenerations(),
    publisher,
    telemetry: { backgroundError: () => undefined } as never,
    log: {} as never,
  });
  return {
    remote,
    log,
    frames,
    unsubscribe,
    finish(message: Partial<Message>, lastSeq: number, isRecovered = false) {
      end = {
        conversation: {} as never,
        userMessage: {} as never,
        generationId: "g",
        lastSeq,
        isRecovered,
        answer: { id: "a", conversationId: "c", status: "complete", content: "", ...message } as Message,
      };
      return remote.end("ada", "c", "g");
    },
    /** What a client of deltas alone shows. */
    shown: () =>
      frames.map((frame) => (frame.type === "generation.delta" ? (frame.text ?? "") : "")).join(""),
  };
}

describe("an answer of another process", () => {
  it("ends with a last delta for what its log did not show, so that the deltas are the whole text", async () => {
    const { remote, log, frames, finish, shown } = open();
    log.push("one ", "two ");
    await remote.follow("ada", "c");
    await finish({ content: "one two three" }, 5);
    expect(shown()).toBe("one two three");
    expect(frames.map((frame) => ("seq" in frame ? frame.seq : undefined))).toEqual([2, 5, 6]);
    expect(remote.find("ada", "g")).toBeUndefined();
  });

  it("ends with the rest of what is added, where a former answer goes on", async () => {
    const { remote, log, finish, shown } = open({ former: { text: "before ", reasoning: "" } });
    log.push("one ");
    await remote.follow("ada", "c");
    await finish({ content: "before one two" }, 2);
    expect(shown()).toBe("one two");
  });

  it("shows nothing more of an answer that was blocked, and withdraws the rest", async () => {
    const { remote, log, frames, finish } = open();
    log.push("one ");
    await remote.follow("ada", "c");
    await finish({ content: "", status: "blocked" }, 4);
    expect(frames.at(-2)).toMatchObject({ type: "generation.delta", seq: 1 });
    expect(frames.at(-1)).toMatchObject({ type: "generation.finished", seq: 5, withdrawnAfterSeq: 0 });
  });

  it("says of a recovered answer what was not kept of it", async () => {
    const { remote, log, frames, finish, shown } = open();
    log.push("one ");
    await remote.follow("ada", "c");
    await finish({ content: "one two ", status: "interrupted" }, 2, true);
    expect(shown()).toBe("one two ");
    expect(frames.at(-1)).toMatchObject({ type: "generation.finished", withdrawnAfterSeq: 2 });
  });
});

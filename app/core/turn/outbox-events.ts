import { KeyedMutex } from "../concurrency/keyed-mutex.ts";
import type { ConversationReader } from "../conversation/conversation-store.ts";
import type { Log } from "../log.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { deltaSince, startedFrame } from "./streaming-answer.ts";
import type { LiveGenerations } from "./live-generations.ts";
import type { OutboxEvent, NotificationHandler } from "./notifications.ts";
import type { RemoteAnswers } from "./remote-answers.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { TurnStore } from "./turn-store.ts";

interface Dependencies {
  store: Pick<TurnStore, "findTurn">;
  primary: Pick<ConversationReader, "findConversation" | "findMessage">;
  live: LiveGenerations;
  remote: RemoteAnswers;
  publisher: FramePublisher;
  telemetry: TurnTelemetry;
  log: Log;
}

/** Tells the listeners of this process what happened in others. */
export function createNotificationHandler(deps: Dependencies): NotificationHandler {
  const { store, primary, live, remote, publisher } = deps;

  /** Another process started a turn: the watchers hear of it as if it were here. */
  async function publishTurn(userId: string, conversationId: string, generationId: string): Promise<void> {
    const turn = await store.findTurn({ userId, id: generationId });
    if (!turn || turn.answer) return;
    publisher.publishToConversation(userId, conversationId, {
      type: "message.accepted",
      id: turn.userMessage.id,
      conversation: turn.conversation,
      message: turn.userMessage,
      generationId,
    });
    await remote.follow(userId, conversationId);
    const answer = remote.find(userId, generationId);
    if (!answer) return;
    publisher.publishToConversation(userId, conversationId, startedFrame(answer));
    const text = deltaSince(answer, 0);
    if (text) publisher.publishToConversation(userId, conversationId, text, 0);
  }

  /** Another process changed or removed a message. */
  async function publishMessage({ kind, userId, conversationId, messageId }: OutboxEvent): Promise<void> {
    if (messageId === null || !publisher.hasConversationSubscribers(userId, conversationId)) return;
    if (kind === "message_deleted") {
      publisher.publishToConversation(userId, conversationId, {
        type: "message.deleted",
        conversationId,
        messageId,
      });
      return;
    }
    const message = await primary.findMessage({ userId, messageId });
    if (message)
      publisher.publishToConversation(userId, conversationId, { type: "message.updated", message });
  }

  async function publishEvent(event: OutboxEvent): Promise<void> {
    const { kind, userId, conversationId, generationId } = event;
    if (kind === "message" || kind === "message_deleted") return publishMessage(event);
    if (kind === "deleted") {
      for (const generation of live.inConversation(userId, conversationId)) generation.end("deleted");
      publisher.publishToUser(userId, { type: "conversation.deleted", conversationId });
      return;
    }
    if (generationId !== null && publisher.hasConversationSubscribers(userId, conversationId)) {
      if (kind === "turn") await publishTurn(userId, conversationId, generationId);
      if (kind === "end") await remote.end(userId, conversationId, generationId);
    }
    if (!publisher.hasUserSubscribers(userId)) return;
    const conversation = await primary.findConversation({ userId, conversationId });
    if (conversation) publisher.publishToUser(userId, { type: "conversation.updated", conversation });
  }

  async function publishOrLog(event: OutboxEvent): Promise<void> {
    try {
      await publishEvent(event);
    } catch (error) {
      deps.telemetry.backgroundError("follow");
      deps.log.warn({ err: error, kind: event.kind }, "could not tell what another process did");
    }
  }

  /** Events of one conversation are published in their order. */
  const mutex = new KeyedMutex();

  return {
    onAnswersLogged: (generationIds) => remote.readSoon(generationIds),

    onStopRequested: (generationId) => live.findAny(generationId)?.end("stopped"),

    onOutboxEvents(events) {
      for (const event of events) void mutex.run(event.conversationId, () => publishOrLog(event));
    },
  };
}

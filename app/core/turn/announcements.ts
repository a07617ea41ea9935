import type { ConversationReader } from "../conversation/conversation-store.ts";
import type { Log } from "../log.ts";
import type { Audience } from "./audience.ts";
import { deltaSince, startedFrame } from "./growing-answer.ts";
import type { LiveGenerations } from "./live-generations.ts";
import type { Announcement, NoticeListener } from "./notices.ts";
import type { RemoteAnswers } from "./remote-answers.ts";
import type { TurnObserver } from "./turn-observer.ts";
import type { TurnStore } from "./turn-store.ts";

interface Dependencies {
  store: Pick<TurnStore, "findTurn">;
  primary: Pick<ConversationReader, "findConversation" | "findMessage">;
  live: LiveGenerations;
  remote: RemoteAnswers;
  audience: Audience;
  observer: TurnObserver;
  log: Log;
}

/** Tells the listeners of this process what happened in others. */
export function createNoticeListener(deps: Dependencies): NoticeListener {
  const { store, primary, live, remote, audience } = deps;

  /** Another process started a turn: the watchers hear of it as if it were here. */
  async function tellTurn(userId: string, conversationId: string, generationId: string): Promise<void> {
    const turn = await store.findTurn({ userId, id: generationId });
    if (!turn || turn.answer) return;
    audience.tellWatchers(userId, conversationId, {
      type: "message.accepted",
      id: turn.userMessage.id,
      conversation: turn.conversation,
      message: turn.userMessage,
      generationId,
    });
    await remote.follow(userId, conversationId);
    const answer = remote.find(userId, generationId);
    if (!answer) return;
    audience.tellWatchers(userId, conversationId, startedFrame(answer));
    const text = deltaSince(answer, 0);
    if (text) audience.tellWatchers(userId, conversationId, text, 0);
  }

  /** Another process changed or removed a message. */
  async function tellMessage({ kind, userId, conversationId, messageId }: Announcement): Promise<void> {
    if (messageId === null || !audience.hasWatchers(userId, conversationId)) return;
    if (kind === "message_deleted") {
      audience.tellWatchers(userId, conversationId, { type: "message.deleted", conversationId, messageId });
      return;
    }
    const message = await primary.findMessage({ userId, messageId });
    if (message) audience.tellWatchers(userId, conversationId, { type: "message.updated", message });
  }

  async function tell(announcement: Announcement): Promise<void> {
    const { kind, userId, conversationId, generationId } = announcement;
    if (kind === "message" || kind === "message_deleted") return tellMessage(announcement);
    if (kind === "deleted") {
      for (const generation of live.inConversation(userId, conversationId)) generation.end("deleted");
      audience.tellUser(userId, { type: "conversation.deleted", conversationId });
      return;
    }
    if (generationId !== null && audience.hasWatchers(userId, conversationId)) {
      if (kind === "turn") await tellTurn(userId, conversationId, generationId);
      if (kind === "end") await remote.end(userId, conversationId, generationId);
    }
    if (!audience.hasUser(userId)) return;
    const conversation = await primary.findConversation({ userId, conversationId });
    if (conversation) audience.tellUser(userId, { type: "conversation.updated", conversation });
  }

  async function tellOrLog(announcement: Announcement): Promise<void> {
    try {
      await tell(announcement);
    } catch (error) {
      deps.observer.backgroundError("follow");
      deps.log.warn({ err: error, kind: announcement.kind }, "could not tell what another process did");
    }
  }

  /** The last announcement of each conversation that is being told: the next waits for it. */
  const telling = new Map<string, Promise<void>>();

  function tellInOrder(announcement: Announcement): void {
    const { conversationId } = announcement;
    const told = (telling.get(conversationId) ?? Promise.resolve()).then(() => tellOrLog(announcement));
    telling.set(conversationId, told);
    void told.then(() => {
      if (telling.get(conversationId) === told) telling.delete(conversationId);
    });
  }

  return {
    onAnswersLogged: (generationIds) => remote.wake(generationIds),

    onStopRequested: (generationId) => live.findAny(generationId)?.end("stopped"),

    onAnnouncements: (announcements) => announcements.forEach(tellInOrder),
  };
}

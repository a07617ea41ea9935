import type { FrameOf, ServerFrame } from "#app/protocol/frames.ts";
import type { Conversation, Message } from "#app/protocol/resources.ts";
import { emptyChatState, type ChatState } from "./chat-state.ts";
import { reduceChat, type ChatEvent } from "./reduce-chat.ts";

/** Small resources and frames for the tests of this folder. Ids are short words instead of UUIDs. */
export const conversationId = "c1";
export const generationId = "g1";
export const time = "2026-03-10T12:00:00.000Z";

export function sampleConversation(change: Partial<Conversation> = {}): Conversation {
  return {
    id: conversationId,
    title: "A title",
    pinned: false,
    systemPrompt: null,
    model: null,
    parameters: null,
    unread: false,
    createdAt: time,
    updatedAt: time,
    generating: false,
    ...change,
  };
}

export function userMessage(id: string, parentId: string | null, change: Partial<Message> = {}): Message {
  return {
    id,
    conversationId,
    parentId,
    role: "user",
    content: `text of ${id}`,
    status: "complete",
    createdAt: time,
    siblingIds: [id],
    ...change,
  };
}

export function answer(id: string, parentId: string | null, change: Partial<Message> = {}): Message {
  return { ...userMessage(id, parentId), role: "assistant", generationId: `g-${id}`, ...change };
}

export function acceptedFrame(
  message: Message,
  generation = generationId,
): FrameOf<ServerFrame, "message.accepted"> {
  const conversation = sampleConversation({ generating: true });
  return { type: "message.accepted", id: message.id, conversation, message, generationId: generation };
}

export function startedFrame(
  messageId: string,
  parentId: string,
  generation = generationId,
): FrameOf<ServerFrame, "generation.started"> {
  return {
    type: "generation.started",
    generationId: generation,
    conversationId,
    messageId,
    parentId,
    model: "demo",
  };
}

export function deltaFrame(
  messageId: string,
  seq: number,
  text: string,
  generation = generationId,
): FrameOf<ServerFrame, "generation.delta"> {
  return { type: "generation.delta", generationId: generation, conversationId, messageId, seq, text };
}

export function finishedFrame(
  message: Message,
  seq: number,
  generation = generationId,
): FrameOf<ServerFrame, "generation.finished"> {
  return { type: "generation.finished", generationId: generation, conversationId, seq, message };
}

export function framesReceived(...frames: ServerFrame[]): ChatEvent[] {
  return frames.map((frame) => ({ type: "frame", frame, at: 1 }));
}

export function after(events: ChatEvent[], state: ChatState = emptyChatState): ChatState {
  return events.reduce(reduceChat, state);
}

/** The thread of the sample conversation as a loader's page. */
export function loaded(items: Message[], nextBefore: string | null = null): ChatEvent {
  return { type: "thread.loaded", conversationId, items, nextBefore };
}

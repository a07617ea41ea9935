import { describe, expect, it } from "vitest";
import { userMessage } from "#app/chat-client/chat-samples.ts";
import { AppError } from "#app/core/app-error.ts";
import type { ConversationPatch } from "#app/core/conversation/conversation-store.ts";
import type { Conversations } from "#app/core/conversation/conversations.ts";
import type { SendMessage, StartedTurn, Turns } from "#app/core/turn/turns.ts";
import {
  ada,
  conversationId,
  createContext,
  formOf,
  messageId,
  sampleConversation,
} from "../page/page-samples.ts";
import { englishTexts } from "#app/i18n/testing/in-english.tsx";
import { translateWith } from "#app/i18n/texts.ts";
import { runConversationAction } from "./conversation-action.server.ts";

const unused = () => Promise.reject(new Error("not part of this test"));

function createConversations(given: Partial<Conversations>): Conversations {
  return {
    create: unused,
    update: unused,
    delete: unused,
    restore: unused,
    selectBranch: unused,
    generateTitle: unused,
    ...given,
  };
}

function createTurns(send: Turns["send"]): Turns {
  return { send, edit: unused, regenerate: unused, continueAnswer: unused, stop: unused };
}

function run(fields: Record<string, string>, given: { conversations?: Conversations; turns?: Turns } = {}) {
  const context = createContext(given);
  const signal = new AbortController().signal;
  const t = translateWith(englishTexts());
  return runConversationAction({ context, signal, user: ada, conversationId, form: formOf(fields), t });
}

describe("renaming a conversation", () => {
  const patches: ConversationPatch[] = [];
  const conversations = createConversations({
    update: ({ patch }) => {
      patches.push(patch);
      return Promise.resolve(sampleConversation(patch.title === undefined ? {} : { title: patch.title }));
    },
  });

  it("answers a script with the conversation, its title trimmed", async () => {
    const answer = await run({ intent: "rename", title: "  New name " }, { conversations });
    expect(answer).toMatchObject({ data: { conversation: { title: "New name" } } });
    expect(patches).toEqual([{ title: "New name" }]);
  });

  it("sends a browser without script back to the conversation", async () => {
    const answer = await run({ intent: "rename", title: "x", from: "page" }, { conversations });
    expect(answer).toBeInstanceOf(Response);
    expect(answer instanceof Response && answer.headers.get("Location")).toBe(`/c/${conversationId}`);
  });

  it("says beside the field what is wrong with the title", async () => {
    expect(await run({ intent: "rename", title: "  " }, { conversations })).toMatchObject({
      data: {
        errors: { title: "The title is empty. Write one and save it again." },
        values: { title: "  " },
      },
      init: { status: 400 },
    });
    const tooLong = await run({ intent: "rename", title: "x".repeat(201) }, { conversations });
    expect(tooLong).toMatchObject({
      data: {
        errors: { title: "The title must be at most 200 characters long. Shorten it and save it again." },
      },
    });
  });
});

describe("an action that is refused", () => {
  const conversations = createConversations({
    delete: () => Promise.reject(new AppError("database_unavailable", { retryAfterSeconds: 5 })),
  });

  it("tells a script the problem with its status, so that it is shown where the person clicked", async () => {
    expect(await run({ intent: "delete" }, { conversations })).toMatchObject({
      data: { problem: { code: "database_unavailable", retryable: true } },
      init: { status: 503 },
    });
  });

  it("ends in an error page without script", async () => {
    await expect(run({ intent: "delete", from: "page" }, { conversations })).rejects.toMatchObject({
      data: { code: "database_unavailable" },
      init: { status: 503, headers: { "Retry-After": "5" } },
    });
  });

  it("is a bad request when its intent or its id is not one", async () => {
    await expect(run({ intent: "constructor" })).rejects.toMatchObject({ init: { status: 400 } });
    await expect(run({ intent: "select-branch", messageId: "x" })).rejects.toMatchObject({
      init: { status: 400 },
    });
  });
});

describe("sending a message without script", () => {
  const sent: SendMessage[] = [];
  const turns = createTurns((message) => {
    sent.push(message);
    const turn: StartedTurn = {
      conversation: sampleConversation(),
      userMessage: userMessage(messageId, null),
      generationId: messageId,
      repeated: false,
      finished: Promise.reject(new Error("the model fell over")),
    };
    return Promise.resolve(turn);
  });

  it("shows the conversation when the answer has ended, however it ended", async () => {
    const answer = await run({ intent: "send", messageId, content: "One\r\nTwo" }, { turns });
    expect(answer instanceof Response && answer.headers.get("Location")).toBe(`/c/${conversationId}`);
    expect(sent[0]).toMatchObject({ id: messageId, conversationId, content: "One\nTwo", mustExist: true });
  });

  it("shows the text again with what is wrong with it", async () => {
    expect(await run({ intent: "send", messageId, content: " " }, { turns })).toMatchObject({
      data: {
        errors: { content: "The message is empty. Write something and send it." },
        values: { content: " " },
      },
      init: { status: 400 },
    });
  });
});

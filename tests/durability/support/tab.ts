import { v7 as newId } from "uuid";
import { onTestFinished } from "vitest";
import { WebSocket } from "ws";
import { createChatClient, type ChatClient } from "#app/chat-client/chat-client.ts";
import { connectChat } from "#app/chat-client/chat-socket.ts";
import { emptyChatState, type ChatState } from "#app/chat-client/chat-state.ts";
import { createChatStore } from "#app/chat-client/chat-store.ts";
import { createOutbox, type TextStorage } from "#app/chat-client/outbox.ts";
import type { ServerFrame } from "#app/protocol/frames.ts";
import type { Message } from "#app/protocol/resources.ts";

/** How much of an answer a tab showed, and since when by `performance.now()`. */
interface Shown {
  atMs: number;
  length: number;
}

interface TabOptions {
  url: string;
  user: string;
  /** The browser's storage, which a reload of the tab finds again. */
  storage?: TextStorage;
}

/** A browser tab without the browser: the page's own client, reducer and outbox, and the loader's data by the API. */
export class Tab {
  readonly client: ChatClient;
  /** Every frame that came, with the time by `performance.now()`. */
  readonly heard: { frame: ServerFrame; atMs: number }[] = [];
  readonly #url: string;
  readonly #user: string;
  readonly #loading = new Set<string>();
  readonly #watched = new Set<string>();
  /** The id of the newest command of this tab. */
  lastId = "";
  #wasAway = false;
  #closed = false;

  private constructor({ url, user, storage = createStorage() }: TabOptions) {
    this.#url = url;
    this.#user = user;
    const store = createChatStore(emptyChatState);
    this.client = createChatClient({
      store,
      userId: user,
      onOtherUser: () => {
        throw new Error(`The connection of ${user} is another person's.`);
      },
      outbox: createOutbox(storage, user),
      connect: (events) =>
        connectChat(
          {
            ...events,
            onFrame: (frame) => {
              this.heard.push({ frame, atMs: performance.now() });
              events.onFrame(frame);
            },
          },
          { url: `${url.replace("http", "ws")}/api/chat`, WebSocket: socketOf(user) },
        ),
      newId: () => (this.lastId = newId()),
      now: () => Date.now(),
      isSignedOut: async () => false,
      untilPageIsVisited: async () => {},
      keepReadAfter: () => undefined,
    });
    store.subscribe(() => this.#loadWhatIsMissing());
    // A new chat that was not accepted before the reload is still what the page shows.
    for (const conversationId of Object.keys(store.getState().threads)) this.#watch(conversationId);
    onTestFinished(() => this.close());
  }

  /** Resolves when it is connected. */
  static async open(options: TabOptions): Promise<Tab> {
    const tab = new Tab(options);
    await tab.until((state) => state.connection === "open", "the connection");
    return tab;
  }

  get state(): ChatState {
    return this.client.store.getState();
  }

  /** Sends the first message of a new conversation. */
  begin(content: string): { conversationId: string; messageId: string } {
    const conversationId = newId();
    this.client.send({ conversationId, content, startsConversation: true });
    const messageId = this.lastId;
    this.#watch(conversationId);
    return { conversationId, messageId };
  }

  send(conversationId: string, content: string): string {
    this.client.send({ conversationId, content, startsConversation: false });
    return this.lastId;
  }

  /** Shows a conversation as a click on it does. */
  async show(conversationId: string): Promise<void> {
    await this.#load(conversationId);
    this.#watch(conversationId);
  }

  /** What the page shows of a conversation: the branch, with what the answer under way has so far. */
  rows(conversationId: string): Pick<Message, "id" | "role" | "content" | "status">[] {
    const { threads, live } = this.state;
    return (threads[conversationId]?.messages ?? []).map(({ id, role, content, status, generationId }) => ({
      id,
      role,
      status,
      content: status === "streaming" ? (live[generationId ?? ""]?.text ?? content) : content,
    }));
  }

  /** Whether nothing of the conversation is on its way. */
  isQuiet(conversationId: string): boolean {
    const { threads, pending } = this.state;
    const thread = threads[conversationId];
    return (
      thread !== undefined &&
      !thread.needsReload &&
      !thread.awaiting &&
      !this.#loading.has(conversationId) &&
      !pending.some((send) => send.conversationId === conversationId && send.state === "sending") &&
      thread.messages.every(({ status }) => status !== "streaming")
    );
  }

  /** How a conversation's answers grew in this tab, by generation. */
  shownBy(conversationId: string, untilMs: number): Map<string, Shown[]> {
    const shown = new Map<string, Shown[]>();
    for (const { frame, atMs } of this.heard) {
      if (frame.type !== "generation.delta" || frame.conversationId !== conversationId) continue;
      if (atMs > untilMs) continue;
      const steps = shown.get(frame.generationId) ?? [];
      steps.push({ atMs, length: (steps.at(-1)?.length ?? 0) + (frame.text ?? "").length });
      shown.set(frame.generationId, steps);
    }
    return shown;
  }

  /** Resolves when the state fits. @throws Error that names `what` was waited for, and where the tab stands */
  async until(fits: (state: ChatState) => boolean, what: string, timeoutMs = 30_000): Promise<void> {
    const deadline = performance.now() + timeoutMs;
    while (!fits(this.state)) {
      if (performance.now() > deadline)
        throw new Error(`${what}: not within ${timeoutMs} ms\n${this.#describe()}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.client.close();
  }

  #watch(conversationId: string): void {
    if (this.#watched.has(conversationId)) return;
    this.#watched.add(conversationId);
    this.client.watch(conversationId);
  }

  /** As the page does: what a frame could not explain, and everything after a lost connection. */
  #loadWhatIsMissing(): void {
    if (this.#closed) return;
    const { connection, threads } = this.state;
    const isBack = this.#wasAway && connection === "open";
    this.#wasAway = connection === "away";
    for (const { conversationId, needsReload } of Object.values(threads)) {
      if (needsReload || isBack) void this.#load(conversationId);
    }
  }

  async #load(conversationId: string): Promise<void> {
    if (this.#loading.has(conversationId)) return;
    this.#loading.add(conversationId);
    try {
      const page = await this.#fetchPage(conversationId);
      this.#loading.delete(conversationId);
      if (page) this.client.store.dispatch({ type: "thread.loaded", conversationId, ...page });
    } finally {
      this.#loading.delete(conversationId);
    }
  }

  /** `undefined` for a conversation that is not there yet. Tries again while no process answers. */
  async #fetchPage(id: string): Promise<{ items: Message[]; nextBefore: string | null } | undefined> {
    while (!this.#closed) {
      try {
        const response = await fetch(`${this.#url}/api/conversations/${id}/messages`, {
          headers: { "X-Forwarded-User": this.#user },
        });
        if (response.status === 404) return undefined;
        if (response.ok) return (await response.json()) as { items: Message[]; nextBefore: string | null };
      } catch {
        // The process is gone; the next try goes to another.
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return undefined;
  }

  #describe(): string {
    const { connection, threads, pending, problem } = this.state;
    const rows = Object.keys(threads).map((id) => ({
      id,
      needsReload: threads[id]?.needsReload,
      awaiting: threads[id]?.awaiting,
      rows: this.rows(id).map(({ role, status, content }) => `${role} ${status} ${content.length}`),
    }));
    return JSON.stringify({ connection, pending, problem, loading: [...this.#loading], rows }, null, 1);
  }
}

/** The sign-in proxy's part. */
function socketOf(user: string) {
  return class extends WebSocket {
    constructor(url: string, protocols?: string | string[]) {
      super(url, protocols, { headers: { "X-Forwarded-User": user } });
    }
  };
}

export function createStorage(): TextStorage {
  const kept = new Map<string, string>();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => void kept.set(key, value),
    removeItem: (key) => void kept.delete(key),
  };
}

import type { WebSocket } from "ws";

/** What is kept for a session whose sockets have gone, in characters; more is not worth coming back for. */
const keptLength = 4 * 1024 * 1024;

/**
 * The sockets on one kernel. Everybody hears what the kernel publishes; a reply goes to the session that asked. When the last
 * socket leaves, what comes is kept for its session; a socket of another session begins anew. Jupyter Server does the same.
 */
export class Sessions {
  readonly #sockets = new Map<WebSocket, string>();
  #missed:
    { sessionId: string; messages: { text: string; to: string | undefined }[]; length: number } | undefined;

  get count(): number {
    return this.#sockets.size;
  }

  add(socket: WebSocket, sessionId: string): void {
    const missed = this.#missed;
    this.#missed = undefined;
    this.#sockets.set(socket, sessionId);
    if (missed?.sessionId !== sessionId) return;
    for (const { text, to } of missed.messages) if (to === undefined || to === sessionId) socket.send(text);
  }

  remove(socket: WebSocket): void {
    const sessionId = this.#sockets.get(socket);
    this.#sockets.delete(socket);
    if (sessionId !== undefined && this.#sockets.size === 0) {
      this.#missed = { sessionId, messages: [], length: 0 };
    }
  }

  /** @param to the session that asked; undefined: all */
  send(text: string, to?: string): void {
    for (const [socket, sessionId] of this.#sockets) {
      if (to === undefined || to === sessionId) socket.send(text);
    }
    const missed = this.#missed;
    if (!missed) return;
    missed.messages.push({ text, to });
    missed.length += text.length;
    while (missed.length > keptLength) missed.length -= missed.messages.shift()?.text.length ?? missed.length;
  }

  closeAll(): void {
    for (const socket of this.#sockets.keys()) socket.close(1001);
    this.#sockets.clear();
    this.#missed = undefined;
  }
}

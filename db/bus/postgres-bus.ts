import type postgres from "postgres";
import type { Log } from "#app/core/log.ts";
import type { NotificationHandler, Notifications } from "#app/core/turn/notifications.ts";
import { connectOne } from "../connect.ts";
import type { Database } from "../database.ts";
import { formatPayloads, parsePayload, type NotificationPayload } from "./notification-payload.ts";
import { OutboxReader } from "./outbox-reader.ts";

const channel = "chatbot";
/** Notices within this time go out as one: NOTIFY takes a lock that all commits of the database share. */
const coalesceMs = 25;
/** The outbox is looked at this often even when no notice comes, so a lost one costs at most this much. */
const pollIntervalMs = 1_500;

interface Dependencies {
  /** Must not lead through a transaction pooler, which would not keep LISTEN. */
  listenUrl: string;
  primary: Database;
  /** Called with the users of whom other processes have written, before anybody is told of it. */
  markSeen: (userIds: readonly string[]) => Promise<void>;
  /** Names this process. */
  origin: string;
  log: Log;
  onError: () => void;
}

/**
 * The processes of one database hear from each other by LISTEN and NOTIFY on a connection of its own, never inside
 * a transaction that writes, and by the outbox. Losing notices only makes them slower.
 */
export class PostgresBus implements Notifications {
  readonly #deps: Dependencies;
  readonly #client: postgres.Sql;
  readonly #outbox: OutboxReader;
  #pending: NotificationPayload;
  #sendTimer: NodeJS.Timeout | undefined;
  #pollTimer: NodeJS.Timeout | undefined;
  /** Who has asked for a look at the outbox that has not begun. */
  #pollsRequested = 0;
  #listener: NotificationHandler | undefined;

  constructor(deps: Dependencies) {
    this.#deps = deps;
    this.#outbox = new OutboxReader(deps.primary, deps.origin);
    this.#pending = this.#nothing();
    this.#client = connectOne(deps.listenUrl, {
      connect_timeout: 2,
      // A notice needs no durability, and waiting for the disk would delay it.
      connection: { application_name: "chatbot bus", synchronous_commit: "off" },
    });
  }

  /** Resolves when the position in the outbox is known; the LISTEN connection comes and goes by itself. */
  async start(listener: NotificationHandler): Promise<void> {
    this.#listener = listener;
    await this.#outbox.read();
    this.#listen();
    this.#pollTimer = setInterval(() => this.#pollOutbox(), pollIntervalMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.#pollTimer);
    clearTimeout(this.#sendTimer);
    this.#listener = undefined;
    await this.#send();
    await this.#client.end({ timeout: 1 });
  }

  notifyLogged(generationId: string): void {
    this.#pending.logged.push(generationId);
    this.#sendSoon();
  }

  notifyOutbox(): void {
    this.#pending.outbox = true;
    this.#sendSoon();
  }

  notifyStopRequested(generationId: string): void {
    this.#pending.stops.push(generationId);
    void this.#send();
  }

  #listen(): void {
    const onNotice = (text: string) => {
      const payload = parsePayload(text);
      if (!payload || payload.from === this.#deps.origin) return;
      if (payload.logged.length > 0) this.#listener?.onAnswersLogged(payload.logged);
      for (const id of payload.stops) this.#listener?.onStopRequested(id);
      if (payload.outbox) this.#pollOutbox();
    };
    // Called again after each reconnection: what was told meanwhile is only in the outbox.
    const onListening = () => this.#pollOutbox();
    this.#client.listen(channel, onNotice, onListening).catch((error: unknown) => {
      if (!this.#listener) return;
      this.#failed(error, "could not listen for notices, trying again");
      setTimeout(() => {
        if (this.#listener) this.#listen();
      }, pollIntervalMs).unref();
    });
  }

  /** One look at a time; who asks meanwhile gets another look after it. */
  #pollOutbox(): void {
    this.#pollsRequested += 1;
    if (this.#pollsRequested === 1) void this.#drainOutbox();
  }

  async #drainOutbox(): Promise<void> {
    while (this.#pollsRequested > 0) {
      const answered = this.#pollsRequested;
      try {
        const events = await this.#outbox.read();
        if (events.length > 0) {
          await this.#deps.markSeen([...new Set(events.map(({ userId }) => userId))]);
          this.#listener?.onOutboxEvents(events);
        }
      } catch (error) {
        if (this.#listener) this.#failed(error, "could not read the outbox");
      }
      this.#pollsRequested -= answered;
    }
  }

  #sendSoon(): void {
    this.#sendTimer ??= setTimeout(() => void this.#send(), coalesceMs);
  }

  async #send(): Promise<void> {
    clearTimeout(this.#sendTimer);
    this.#sendTimer = undefined;
    const notifications = this.#pending;
    if (notifications.logged.length + notifications.stops.length === 0 && !notifications.outbox) return;
    this.#pending = this.#nothing();
    try {
      const payloads = formatPayloads(notifications);
      await this.#client`select pg_notify(${channel}, payload) from unnest(${payloads}::text[]) as payload`;
    } catch (error) {
      this.#failed(error, "could not send notices; the others find out by looking");
    }
  }

  #nothing(): NotificationPayload {
    return { from: this.#deps.origin, logged: [], stops: [], outbox: false };
  }

  #failed(error: unknown, message: string): void {
    this.#deps.onError();
    this.#deps.log.warn({ err: error }, message);
  }
}

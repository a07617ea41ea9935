import type { Conversations } from "#app/core/conversation/conversations.ts";
import type { RequestReads } from "#app/core/freshness/request-reads.ts";
import type { KernelPanel } from "#app/core/kernels/kernel-panel.ts";
import type { MemoryBot } from "#app/core/memory-bot/memory-bot.ts";
import type { Messages } from "#app/core/conversation/messages.ts";
import type { UserData } from "#app/core/deletion/user-data.ts";
import type { UserSettingsBook } from "#app/core/settings/user-settings.ts";
import type { Shares } from "#app/core/sharing/shares.ts";
import type { Transfers } from "#app/core/transfer/transfers.ts";
import type { Turns } from "#app/core/turn/turns.ts";
import type { Usage } from "#app/core/usage/token-ledger.ts";
import type { OpenEventStream } from "#app/gateway/sse-transport.ts";
import type { Readiness } from "#app/platform/readiness.ts";
import type { Model, User } from "#app/protocol/resources.ts";
import type { HtmlStore } from "#app/ui/markdown/html-store.ts";

/** What the operator shows people, from the configuration. */
export interface AppSettings {
  name: string;
  accent: string | undefined;
  notice: string | undefined;
  /** Whose images are shown in answers; the Content-Security-Policy allows the same. */
  imageOrigins: readonly string[];
  version: string;
  logoutUrl: string;
  /** Who everybody is that no proxy names: such a person has not signed in, and cannot sign out. */
  defaultUserId: string | undefined;
}

/** What every route receives. Built per request by the HTTP edge; routes import only its types. */
export interface RequestServices {
  requestId: string;
  /** CSP nonce for inline scripts. */
  nonce: string;
  user: User | undefined;
  app: AppSettings;
  models: Model[];
  /** Reads through the standby. */
  reads: RequestReads;
  /** Commands on the primary that also tell the user's tabs. */
  conversations: Conversations;
  /** Commands on messages that are there. */
  messages: Messages;
  shares: Shares;
  /** What people have set for all of their conversations. */
  settings: Pick<UserSettingsBook, "read" | "save">;
  userData: UserData;
  transfers: Transfers;
  /** Of conversations of the user: look that up first. */
  kernels: KernelPanel;
  turns: Turns;
  memoryBot: MemoryBot;
  /** What a user's answers have cost today. @throws AppError database_unavailable */
  readUsage: (userId: string) => Promise<Usage>;
  /** Where people reach the app, such as `https://chat.example`; for links that are given away. */
  publicOrigin: string;
  /** Resolves when the client has taken what was written to it so far, or has gone. */
  drained: () => Promise<void>;
  /** Fires when the client has gone before its answer was whole. */
  signal: AbortSignal;
  /** Starts a turn and gives its frames as server-sent events. */
  openEventStream: OpenEventStream;
  /** HTML of answers that pages have shown before. */
  markdownHtml: HtmlStore;
  /** What `/api/readyz` tells. */
  readiness: () => Promise<Readiness>;
  /** Counts an error that a client was told, and logs the one that nobody expected. */
  reportError: (code: string, error: unknown) => void;
}

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
  interface AppLoadContext extends RequestServices {}
}

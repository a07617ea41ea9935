import type { FreshReads } from "#app/core/conversation/conversation-store.ts";
import type { Conversations } from "#app/core/conversation/conversations.ts";
import type { Turns } from "#app/core/turn/turns.ts";
import type { OpenEventStream } from "#app/gateway/sse-transport.ts";
import type { Readiness } from "#app/platform/readiness.ts";
import type { Model, User } from "#app/protocol/resources.ts";

/** What the operator shows people, from the configuration. */
export interface AppSettings {
  name: string;
  accent: string | undefined;
  notice: string | undefined;
  version: string;
  logoutUrl: string;
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
  reads: FreshReads;
  /** Commands on the primary that also tell the user's tabs. */
  conversations: Conversations;
  turns: Turns;
  /** Fires when the client has gone before its answer was whole. */
  signal: AbortSignal;
  /** Starts a turn and gives its frames as server-sent events. */
  openEventStream: OpenEventStream;
  /** What `/api/readyz` tells. */
  readiness: () => Promise<Readiness>;
  /** Counts an error that a client was told, and logs the one that nobody expected. */
  errorTold: (code: string, error: unknown) => void;
}

declare module "@remix-run/server-runtime" {
  interface Future {
    v3_singleFetch: true;
  }
  interface AppLoadContext extends RequestServices {}
}

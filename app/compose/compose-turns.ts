import { Summaries } from "../core/context-window/summaries.ts";
import type { Telemetry } from "../core/telemetry/telemetry.ts";
import { findAnswerEnd } from "../core/turn/answer-end.ts";
import { AnswerLog } from "../core/turn/answer-log.ts";
import { AnswerRun } from "../core/turn/answer-run.ts";
import { createTurns } from "../core/turn/create-turns.ts";
import { createModelMemory } from "../core/turn/model-memory.ts";
import { UserSettingsBook } from "../core/settings/user-settings.ts";
import { Drain } from "../core/turn/drain.ts";
import { FramePublisher } from "../core/turn/frame-publisher.ts";
import { LiveGenerations } from "../core/turn/live-generations.ts";
import { createNotificationHandler } from "../core/turn/outbox-events.ts";
import { Recovery } from "../core/turn/recovery.ts";
import { RemoteAnswers } from "../core/turn/remote-answers.ts";
import { combineAnswers } from "../core/turn/streaming-answer.ts";
import { TitleGenerator } from "../core/turn/title-generator.ts";
import { TurnPrompts } from "../core/turn/turn-prompts.ts";
import { TokenLedger } from "../core/usage/token-ledger.ts";
import type { Config } from "../platform/config/config.ts";
import type { Component } from "../platform/lifecycle.ts";
import type { Logger } from "../platform/log.ts";
import type { Models } from "./compose-models.ts";
import type { Storage } from "./compose-storage.ts";

interface Dependencies {
  storage: Storage;
  models: Models;
  limits: Config["limits"];
  /** True when no other process can share the database. */
  ownsDatabase: boolean;
  telemetry: Telemetry;
  log: Logger;
}

export type TurnParts = ReturnType<typeof composeTurns>;

/** Turns of this process, and the answers of others that somebody here watches. */
export function composeTurns({ storage, models, limits, ownsDatabase, telemetry, log }: Dependencies) {
  const { freshness, bus, turns: store } = storage;
  const shared = { telemetry: telemetry.turns, log };
  const onError = (work: Parameters<Telemetry["turns"]["backgroundError"]>[0]) => () =>
    telemetry.turns.backgroundError(work);

  const publisher = new FramePublisher((userId) => freshness.readAfter(userId));
  freshness.writableChanged.on((writable) => publisher.broadcast({ type: "service.changed", writable }));
  const live = new LiveGenerations();
  const remote = new RemoteAnswers({ store, live, publisher, ...shared });
  const drain = new Drain();
  const ledger = new TokenLedger({
    store: storage.usage,
    tokensPerDay: limits.tokensPerDay,
    log,
    onError: onError("usage"),
  });
  const answerLog = new AnswerLog({
    live,
    store,
    notifications: bus,
    log,
    onError: onError("answer_log"),
  });
  const titles = new TitleGenerator({
    primary: { ...storage.conversations, ...storage.reader },
    models: models.models,
    publisher,
    ...shared,
    closing: drain.signal,
  });
  const answerRun = new AnswerRun({
    store,
    moderation: models.moderation,
    questions: storage.messages,
    publisher,
    live,
    titles,
    countTokens: (userId, message) => ledger.count(userId, message),
    flushLogSoon: () => answerLog.flushSoon(),
    ...shared,
  });
  const summaries = new Summaries({
    store: storage.summaries,
    log,
    onError: onError("summary"),
    closing: drain.signal,
  });
  const settings = new UserSettingsBook({ store: storage.settings, models: models.models });
  const turns = createTurns({
    store,
    keepModel: createModelMemory({
      conversations: storage.conversations,
      settings,
      log,
      onError: onError("follow"),
    }),
    models: models.models,
    live,
    prompts: new TurnPrompts({
      store,
      contextWindow: models.contextWindow,
      summaries,
      readInstructions: async (userId) => (await settings.readForTurn(userId)).instructions,
    }),
    answerRun,
    notifications: bus,
    generationsPerUser: limits.generationsPerUser,
    findQuotaRefusal: (userId) => ledger.findRefusal(userId),
    requireOpen: () => drain.requireOpen(),
  });
  const recovery = new Recovery({ store, remote, publisher, ...shared });
  const notificationHandler = createNotificationHandler({
    store,
    primary: storage.seenReader,
    live,
    remote,
    publisher,
    ...shared,
  });
  const components: Component[] = [
    { name: "token counts", stop: () => ledger.stop() },
    { name: "recovery", start: () => recovery.start(ownsDatabase), stop: () => recovery.stop() },
    { name: "answer log", start: () => answerLog.start(), stop: () => answerLog.stop() },
    { name: "answers of other processes", start: () => remote.start(), stop: () => remote.stop() },
    { name: "notifications", start: () => bus.start(notificationHandler), stop: () => bus.stop() },
  ];
  return {
    publisher,
    settings,
    live,
    remote,
    /** Of this process and of others. */
    answers: combineAnswers(live, remote),
    findEnd: ({ userId, generationId }: { userId: string; generationId: string }) =>
      findAnswerEnd(store, userId, generationId),
    drain,
    ledger,
    titles,
    turns,
    components,
  };
}

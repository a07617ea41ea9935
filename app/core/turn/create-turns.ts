import { v7 as newId } from "uuid";
import type { Conversation, Message, User } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { AnswerRun } from "./answer-run.ts";
import { LiveGeneration } from "./live-generation.ts";
import type { LiveGenerations } from "./live-generations.ts";
import type { KeepModel } from "./model-memory.ts";
import type { Notifications } from "./notifications.ts";
import { findModel, type TextModel } from "./text-model.ts";
import { commitWithRetry, commitTurn } from "./commit-turn.ts";
import { titleFromContent } from "./title.ts";
import { maxContextMessages, type TurnPrompts } from "./turn-prompts.ts";
import type { TurnStore } from "./turn-store.ts";
import type { ContinueAnswer, EditMessage, Regenerate, SendMessage, StartedTurn, Turns } from "./turns.ts";

interface Dependencies {
  store: TurnStore;
  /** At least one; the first is the default. */
  models: readonly TextModel[];
  live: LiveGenerations;
  answerRun: AnswerRun;
  prompts: TurnPrompts;
  keepModel: KeepModel;
  notifications: Pick<Notifications, "notifyStopRequested">;
  /** In this process. */
  generationsPerUser: number;
  /** The refusal of somebody who has used up their tokens. */
  findQuotaRefusal: (userId: string) => Promise<AppError | undefined>;
  /** Throws AppError `draining` once the process is to end. */
  requireOpen: () => void;
}

export function createTurns(deps: Dependencies): Turns {
  const { store, live, answerRun, prompts } = deps;
  /** Starts that are not committed yet, so that the same id sent twice in a row starts one turn. */
  const starting = new Map<string, Promise<StartedTurn>>();

  function once(user: User, id: string, start: () => Promise<StartedTurn>): Promise<StartedTurn> {
    const key = `${id}\n${user.id}`;
    const running = starting.get(key);
    if (running) return running.then((turn) => ({ ...turn, repeated: true }));
    const started = live.startFor(user.id);
    const turn = start().finally(() => {
      starting.delete(key);
      started();
    });
    starting.set(key, turn);
    return turn;
  }

  /** A use case whose command, sent again, gives the turn that it started. */
  function idempotent<Command extends SendMessage | Regenerate | ContinueAnswer>(
    start: (command: Command) => Promise<StartedTurn>,
  ): (command: Command) => Promise<StartedTurn> {
    return async (command) => {
      deps.requireOpen();
      const turn = await once(command.user, command.id, () => start(command));
      if (turn.repeated) command.onCommitted?.(turn);
      return turn;
    };
  }

  /** What is started already counts itself. @returns the turn of an id that was sent before, though there is no room */
  async function requireRoom(userId: string, id: string): Promise<StartedTurn | undefined> {
    const refusal = findRateRefusal(userId) ?? (await deps.findQuotaRefusal(userId));
    if (!refusal) return undefined;
    const known = await findKnownTurn(userId, id);
    if (known) return known;
    throw refusal;
  }

  function findRateRefusal(userId: string): AppError | undefined {
    if (live.countOf(userId) <= deps.generationsPerUser) return undefined;
    return new AppError("rate_limited", {
      message: `At most ${deps.generationsPerUser} answers may be written for you at once. Wait for one to finish.`,
      retryAfterSeconds: 5,
    });
  }

  async function startTurn(command: SendMessage): Promise<StartedTurn> {
    const userId = command.user.id;
    const known = await requireRoom(userId, command.id);
    if (known) return known;
    const context = command.conversationId
      ? await store.readContext({
          userId,
          conversationId: command.conversationId,
          parentId: command.parentId,
          maxMessages: maxContextMessages,
        })
      : undefined;
    if (command.mustExist && !context) throw new AppError("not_found");
    const model = requireModel(deps.models, command.model ?? context?.conversation.model);
    const generation = new LiveGeneration({
      id: newId(),
      userId,
      conversationId: command.conversationId ?? newId(),
      messageId: newId(),
      parentId: command.id,
      model: model.name,
    });
    const newest = { role: "user" as const, content: command.content, id: command.id };
    const request = await prompts.make(generation, model, context, newest);
    // The model is asked while the commit is under way; nothing is shown before the commit.
    const run = answerRun.begin(generation, model, { ...request, requestId: command.requestId });
    try {
      const started = await commitTurn(store, {
        user: command.user,
        conversationId: generation.identity.conversationId,
        messageId: command.id,
        parentId: command.parentId,
        content: command.content,
        title: titleFromContent(command.content),
        generationId: generation.identity.id,
        answerId: generation.identity.messageId,
        model: model.name,
      });
      if (started.outcome === "not_found") throw new AppError("not_found");
      if (started.outcome === "repeated") {
        run.discard();
        return await requireKnownTurn(userId, command.id);
      }
      const { message } = started;
      const conversation = await deps.keepModel({ ...command, conversation: started.conversation });
      const turn: StartedTurn = {
        conversation,
        userMessage: message,
        generationId: generation.identity.id,
        repeated: false,
        finished: run.finished,
      };
      command.onCommitted?.(turn);
      prompts.summariseAfter(model, generation, run.finished, command.requestId);
      run.commit(conversation, message, {
        accepted: true,
        title: context?.titled ? undefined : command.content,
      });
      return turn;
    } catch (error) {
      run.discard();
      throw error;
    }
  }

  const send = idempotent(startTurn);

  async function edit(command: EditMessage): Promise<StartedTurn> {
    const edited = await store.findMessage({ userId: command.user.id, messageId: command.messageId });
    if (!edited) throw new AppError("not_found");
    if (edited.role !== "user") {
      throw new AppError("invalid_request", {
        message: "messageId: only a message of yours can be edited; use message.regenerate for an answer.",
      });
    }
    return send({
      ...command,
      mustExist: true,
      conversationId: edited.conversationId,
      parentId: edited.parentId,
    });
  }

  async function startAnswer(command: Regenerate): Promise<StartedTurn> {
    const userId = command.user.id;
    const known = (await requireRoom(userId, command.id)) ?? (await findKnownTurn(userId, command.id));
    if (known) return known;
    const question = await findQuestion(userId, command.messageId);
    if (question.content === "") {
      throw new AppError("invalid_request", {
        message: "messageId: the words of this question were withheld; edit it instead.",
      });
    }
    const answerId = newId();
    return startWithoutMessage(command, { question, answerId, leafId: question.id }, (model) =>
      store.startAnswer({ userId, parentId: question.id, generationId: command.id, answerId, model }),
    );
  }

  async function startContinuation(command: ContinueAnswer): Promise<StartedTurn> {
    const userId = command.user.id;
    const known = (await requireRoom(userId, command.id)) ?? (await findKnownTurn(userId, command.id));
    if (known) return known;
    const { messageId } = command;
    const answer = await store.findMessage({ userId, messageId });
    const question = await findQuestion(userId, messageId);
    // An answer that was stopped before its first word begins anew, in its place.
    const leafId = answer?.content ? messageId : question.id;
    return startWithoutMessage(command, { question, answerId: messageId, leafId }, async (model) => {
      const continuation = { userId, messageId, generationId: command.id, model };
      const conversation = await store.startContinuation(continuation);
      if (conversation) return conversation;
      throw new AppError("invalid_request", {
        message: "messageId: only the last answer of a branch that is not whole can go on.",
      });
    });
  }

  /** Asks the model again about what is already there. */
  async function startWithoutMessage(
    command: Regenerate | ContinueAnswer,
    place: { question: Message; answerId: string; leafId: string },
    start: (modelName: string) => Promise<Conversation | undefined>,
  ): Promise<StartedTurn> {
    const userId = command.user.id;
    const { question, answerId, leafId } = place;
    const { conversationId } = question;
    const context = await store.readContext({
      userId,
      conversationId,
      parentId: leafId,
      maxMessages: maxContextMessages,
    });
    const model = requireModel(deps.models, command.model ?? context?.conversation.model);
    const generation = new LiveGeneration({
      id: command.id,
      userId,
      conversationId,
      messageId: answerId,
      parentId: question.id,
      model: model.name,
    });
    const request = await prompts.make(generation, model, context);
    const run = answerRun.begin(generation, model, { ...request, requestId: command.requestId });
    try {
      const started = await commitWithRetry(
        () => start(model.name),
        async () => (await store.findTurn({ userId, id: command.id }))?.conversation,
      );
      if (!started) throw new AppError("not_found");
      const conversation = await deps.keepModel({ ...command, conversation: started });
      const turn: StartedTurn = {
        conversation,
        userMessage: question,
        generationId: command.id,
        repeated: false,
        finished: run.finished,
      };
      command.onCommitted?.(turn);
      prompts.summariseAfter(model, generation, run.finished, command.requestId);
      run.commit(conversation, question, { accepted: true, title: undefined });
      return turn;
    } catch (error) {
      run.discard();
      throw error;
    }
  }

  /** The user message that an answer belongs to. */
  async function findQuestion(userId: string, messageId: string): Promise<Message> {
    const message = await store.findMessage({ userId, messageId });
    if (message?.role === "user") return message;
    const question = message?.parentId && (await store.findMessage({ userId, messageId: message.parentId }));
    if (!question) throw new AppError("not_found");
    return question;
  }

  async function findKnownTurn(userId: string, id: string): Promise<StartedTurn | undefined> {
    const known = await store.findTurn({ userId, id });
    if (!known) return undefined;
    const { conversation, userMessage, generationId, answer } = known;
    return {
      conversation,
      userMessage,
      generationId,
      repeated: true,
      finished: answer ? Promise.resolve(answer) : answerRun.waitForAnswer(userId, generationId),
    };
  }

  async function requireKnownTurn(userId: string, id: string): Promise<StartedTurn> {
    const known = await findKnownTurn(userId, id);
    // The id exists, but as somebody else's message or as an answer.
    if (!known) throw new AppError("conflict");
    return known;
  }

  async function stop({ user, generationId }: { user: User; generationId: string }): Promise<void> {
    const running = live.find(user.id, generationId);
    if (running) {
      running.end("stopped");
      return;
    }
    const asked = await store.requestStop({ userId: user.id, generationId });
    if (asked === undefined) throw new AppError("not_found");
    if (asked === "requested") deps.notifications.notifyStopRequested(generationId);
  }

  return {
    send,
    edit,
    regenerate: idempotent(startAnswer),
    continueAnswer: idempotent(startContinuation),
    stop,
  };
}

function requireModel(models: readonly TextModel[], name: string | null | undefined): TextModel {
  const model = name ? findModel(models, name) : models[0];
  if (!model) throw new AppError("unknown_model");
  return model;
}

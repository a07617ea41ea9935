import type { Conversation, Message, User } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { ConversationReader, ConversationWriter } from "../conversation/conversation-store.ts";
import type { Log } from "../log.ts";
import type { FramePublisher } from "./frame-publisher.ts";
import { findModel, type TextModel } from "./text-model.ts";
import { requestTitle } from "./title.ts";
import type { TurnTelemetry } from "../telemetry/turn-telemetry.ts";
import type { TurnEnded } from "./turn-store.ts";

const titleTimeoutMs = 30_000;

interface Dependencies {
  primary: ConversationWriter & Pick<ConversationReader, "listMessages" | "findConversation">;
  models: readonly TextModel[];
  publisher: FramePublisher;
  telemetry: TurnTelemetry;
  log: Log;
  /** Fires when the process is to end. */
  closing: AbortSignal;
}

interface GenerateTitle {
  user: User;
  conversationId: string;
  requestId: string;
  /** Fires when nobody waits for the title any more. */
  signal?: AbortSignal | undefined;
}

interface TitleWork extends Omit<GenerateTitle, "user"> {
  model: TextModel;
  userId: string;
  exchange: { question: string; answer: string };
  /** Also over a title that a person gave. */
  replace?: boolean;
}

/** Makes titles with the model: after the first turn, and when a person asks for one. */
export class TitleGenerator {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** In the background, and only where nobody has given a title meanwhile. */
  generateSoon(model: TextModel, turn: TurnEnded, question: string, requestId: string): void {
    const { telemetry, log } = this.#deps;
    const exchange = { question, answer: turn.message.content };
    this.#write({
      model,
      userId: turn.userId,
      conversationId: turn.conversation.id,
      exchange,
      requestId,
    }).catch((error: unknown) => {
      if (this.#deps.closing.aborted) return;
      telemetry.backgroundError("title");
      log.warn({ err: error, conversationId: turn.conversation.id }, "could not make a title");
    });
  }

  /** On demand, also over a title that a person gave. @throws AppError not_found, invalid_request or `model_*` */
  async generate(command: GenerateTitle): Promise<Conversation> {
    const { primary, models } = this.#deps;
    const userId = command.user.id;
    const { conversationId } = command;
    const conversation = await primary.findConversation({ userId, conversationId });
    const page = await primary.listMessages({ userId, conversationId, limit: 20 });
    if (!conversation || !page) throw new AppError("not_found");
    const question = page.items.find((message) => mayBeSentToModel(message, page.items));
    const model = (conversation.model ? findModel(models, conversation.model) : undefined) ?? models[0];
    if (!question || !model) {
      throw new AppError("invalid_request", { message: "A conversation without messages cannot be titled." });
    }
    const answer = page.items.find(({ parentId }) => parentId === question.id)?.content ?? "";
    const exchange = { question: question.content, answer };
    const { requestId, signal } = command;
    const work = { model, userId, conversationId, exchange, requestId, signal, replace: true };
    return (await this.#write(work)) ?? conversation;
  }

  /** An empty string when nobody waits for it any more. */
  async #ask({ model, exchange, requestId, signal }: TitleWork): Promise<string> {
    const timeout = AbortSignal.timeout(titleTimeoutMs);
    const ends = [this.#deps.closing, timeout, ...(signal ? [signal] : [])];
    try {
      return await requestTitle(model, exchange, requestId, AbortSignal.any(ends));
    } catch (error) {
      if (signal?.aborted) return "";
      throw timeout.aborted ? new AppError("model_timeout") : error;
    }
  }

  async #write(work: TitleWork): Promise<Conversation | undefined> {
    const { userId, conversationId, replace = false } = work;
    const title = await this.#ask(work);
    if (title === "") return undefined;
    const conversation = await this.#deps.primary.setGeneratedTitle({
      userId,
      conversationId,
      title,
      replace,
    });
    if (conversation)
      this.#deps.publisher.publishToUser(userId, { type: "conversation.updated", conversation });
    return conversation;
  }
}

/** What was blocked is not told to a model again. */
function mayBeSentToModel({ id, role, content }: Message, messages: readonly Message[]): boolean {
  const isBlocked = messages.some(({ parentId, status }) => parentId === id && status === "blocked");
  return role === "user" && content !== "" && !isBlocked;
}

import type { Conversation, User } from "#app/protocol/resources.ts";
import { AppError } from "../app-error.ts";
import type { ConversationReader, ConversationWriter } from "../conversation/conversation-store.ts";
import type { Log } from "../log.ts";
import type { Audience } from "./audience.ts";
import type { TextModel } from "./text-model.ts";
import { askForTitle } from "./title.ts";
import type { TurnObserver } from "./turn-observer.ts";
import type { TurnEnded } from "./turn-store.ts";

const titleTimeoutMs = 30_000;

interface Dependencies {
  primary: ConversationWriter & Pick<ConversationReader, "listMessages" | "findConversation">;
  models: readonly TextModel[];
  audience: Audience;
  observer: TurnObserver;
  log: Log;
  /** Fires when the process is to end. */
  closing: AbortSignal;
}

/** Makes titles with the model: after the first turn, and when a person asks for one. */
export class TitleMaker {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /** In the background, and only where nobody has given a title meanwhile. */
  make(model: TextModel, turn: TurnEnded, question: string, requestId: string): void {
    const { observer, log } = this.#deps;
    const exchange = { question, answer: turn.message.content };
    this.#write(model, turn.userId, turn.conversation.id, exchange, requestId, false).catch(
      (error: unknown) => {
        if (this.#deps.closing.aborted) return;
        observer.backgroundError("title");
        log.warn({ err: error, conversationId: turn.conversation.id }, "could not make a title");
      },
    );
  }

  /** On demand, also over a title that a person gave. @throws AppError not_found, invalid_request or `model_*` */
  async generate(command: { user: User; conversationId: string; requestId: string }): Promise<Conversation> {
    const { primary, models } = this.#deps;
    const userId = command.user.id;
    const { conversationId } = command;
    const conversation = await primary.findConversation({ userId, conversationId });
    const page = await primary.listMessages({ userId, conversationId, limit: 20 });
    if (!conversation || !page) throw new AppError("not_found");
    const question = page.items.find((message) => message.role === "user");
    const model = models.find(({ name }) => name === conversation.model) ?? models[0];
    if (!question || !model) {
      throw new AppError("invalid_request", { message: "A conversation without messages cannot be titled." });
    }
    const answer = page.items.find((message) => message.role === "assistant")?.content ?? "";
    const exchange = { question: question.content, answer };
    return (
      (await this.#write(model, userId, conversationId, exchange, command.requestId, true)) ?? conversation
    );
  }

  async #write(
    model: TextModel,
    userId: string,
    conversationId: string,
    exchange: { question: string; answer: string },
    requestId: string,
    replace: boolean,
  ): Promise<Conversation | undefined> {
    const signal = AbortSignal.any([this.#deps.closing, AbortSignal.timeout(titleTimeoutMs)]);
    const title = await askForTitle(model, exchange, requestId, signal);
    if (title === "") return undefined;
    const conversation = await this.#deps.primary.setGeneratedTitle({
      userId,
      conversationId,
      title,
      replace,
    });
    if (conversation) this.#deps.audience.tellUser(userId, { type: "conversation.updated", conversation });
    return conversation;
  }
}

import type { Message } from "#app/protocol/resources.ts";
import type { BranchMessage, ContextWindow } from "../context-window/context-window.ts";
import { withSummary, type Summaries } from "../context-window/summaries.ts";
import { commitWithRetry } from "./commit-turn.ts";
import type { LiveGeneration } from "./live-generation.ts";
import type { ModelRequest, TextModel } from "./text-model.ts";
import type { TurnContext, TurnStore } from "./turn-store.ts";

/** The newest messages of a branch that a prompt may hold before it is fitted to the model's window. */
export const maxContextMessages = 400;

interface Dependencies {
  store: Pick<TurnStore, "readContext">;
  contextWindow: ContextWindow;
  summaries: Summaries;
  /** What a person wants every model to know; null: nothing. */
  readInstructions: (userId: string) => Promise<string | null>;
}

/** What models are asked in turns. */
export class TurnPrompts {
  readonly #deps: Dependencies;

  constructor(deps: Dependencies) {
    this.#deps = deps;
  }

  /**
   * The branch within the model's window and the bounds that the operator has set; the generation is told how full
   * the window is.
   * @throws AppError message_too_long, database_unavailable
   */
  async make(
    generation: LiveGeneration,
    model: TextModel,
    context: TurnContext | undefined,
    newest?: BranchMessage,
  ): Promise<Omit<ModelRequest, "requestId">> {
    const { maxTokens, temperature, topP } = context?.conversation.parameters ?? {};
    const answerTokens = least(maxTokens, model.maxTokens);
    const [{ messages, summary }, instructions] = await Promise.all([
      this.#summarised(generation, model, context?.history ?? []),
      commitWithRetry(
        () => this.#deps.readInstructions(generation.identity.userId),
        async () => undefined,
      ),
    ]);
    const systemPrompt = context?.conversation.systemPrompt ?? model.systemPrompt ?? undefined;
    const fitted = await this.#deps.contextWindow.fit(model, {
      systemPrompt: withSummary(withInstructions(systemPrompt, instructions), summary),
      messages: [...messages, ...(newest ? [newest] : [])],
      maxTokens: answerTokens,
    });
    const begins = fitted.use.firstMessageId ?? messages[0]?.id ?? newest?.id ?? null;
    generation.context = summary ? { ...fitted.use, summarised: true, firstMessageId: begins } : fitted.use;
    return {
      messages: fitted.messages,
      ...(answerTokens !== undefined && { maxTokens: answerTokens }),
      ...(temperature !== undefined && { temperature }),
      ...(topP !== undefined && { topP }),
    };
  }

  /** Makes room for the turns to come, once an answer is there. In the background; never throws. */
  summariseAfter(
    model: TextModel,
    generation: LiveGeneration,
    finished: Promise<Message>,
    requestId: string,
  ): void {
    if (model.contextStrategy !== "summarise") return;
    const { userId, conversationId } = generation.identity;
    finished
      .then(async (answer) => {
        if (answer.status !== "complete") return;
        const readHistory = async () => {
          const place = { userId, conversationId, parentId: answer.id, maxMessages: maxContextMessages };
          return (await this.#deps.store.readContext(place))?.history ?? [];
        };
        const usedTokens = answer.context?.usedTokens ?? 0;
        await this.#deps.summaries.summarise(
          model,
          { userId, conversationId, readHistory },
          usedTokens,
          requestId,
        );
      })
      // Whoever waits for the answer hears of its failure.
      .catch(() => {});
  }

  #summarised({ identity }: LiveGeneration, model: TextModel, history: readonly BranchMessage[]) {
    return model.contextStrategy === "summarise"
      ? this.#deps.summaries.apply({ ...identity, history })
      : { messages: history, summary: undefined };
  }
}

/** The conversation's own system prompt comes last: what it says holds where both speak of the same. */
function withInstructions(systemPrompt: string | undefined, instructions: string | null): string | undefined {
  if (instructions === null) return systemPrompt;
  const told = `What the person who asks wants you to know and to do, in all conversations:\n${instructions}`;
  return systemPrompt ? `${told}\n\n${systemPrompt}` : told;
}

function least(chosen: number | undefined, bound: number | undefined): number | undefined {
  return chosen !== undefined && bound !== undefined ? Math.min(chosen, bound) : (chosen ?? bound);
}

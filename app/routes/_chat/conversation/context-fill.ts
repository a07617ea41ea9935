import type { Thread } from "#app/chat-client/chat-state.ts";
import type { ContextFill } from "#app/ui/composer/context-gauge.tsx";

/** What the next message finds in the model's window: all that the last answer was shown, and that answer itself. */
export function findContextFill({ messages }: Thread): ContextFill | undefined {
  const last = messages.findLast(({ context }) => context !== undefined);
  const context = last?.context;
  if (!last || !context || context.limitTokens === null) return undefined;
  return {
    usedTokens: context.usedTokens + (last.usage?.completionTokens ?? 0),
    limitTokens: context.limitTokens,
    isCut: context.firstMessageId !== null,
  };
}

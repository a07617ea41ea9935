import { AppError } from "#app/core/app-error.ts";
import { apiRoute, parseBody, requireUser } from "#app/http/api-route.ts";
import { memoryBotRequestSchema } from "#app/protocol/memory-bot.ts";
import { idSchema, limits } from "#app/protocol/resources.ts";

/** The same as `POST /`, which the HTTP edge hands over to here. */
const api = apiRoute({
  async POST({ request, context }) {
    const user = requireUser(context);
    const body = await parseBody(request, memoryBotRequestSchema, limits.bodyBytes);
    const { number, reply, timestamp, tokens, conversationId } = await context.memoryBot.answer({
      user,
      requestId: context.requestId,
      number: body.id ?? undefined,
      context: body.context ?? undefined,
      prompt: body.prompt,
      key: parseKey(request.headers.get("Idempotency-Key")),
      gone: context.signal,
      stopWhenGone: body.stopOnDisconnect ?? false,
    });
    const { prompt, context: sentContext } = body;
    return Response.json({
      id: number,
      prompt,
      ...(typeof sentContext === "string" && { context: sentContext }),
      reply,
      timestamp,
      numberOfTokens: tokens,
      conversationId,
    });
  },
});

/** @throws AppError invalid_request */
function parseKey(header: string | null): string | undefined {
  if (header === null) return undefined;
  const key = idSchema.safeParse(header);
  if (!key.success) throw new AppError("invalid_request", { message: "Idempotency-Key must be a UUID." });
  return key.data;
}

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;

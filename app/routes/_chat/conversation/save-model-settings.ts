import { errorTable } from "#app/protocol/errors.ts";
import type { Conversation, Failure } from "#app/protocol/resources.ts";
import type { ModelSettings } from "#app/ui/settings/model-settings-form.ts";

type Answer = { conversation: Conversation } | { problem: Failure };

/** Changes the settings of a conversation; without an id one is made that has them. */
export async function saveModelSettings(id: string | undefined, settings: ModelSettings): Promise<Answer> {
  try {
    const response = await fetch(id === undefined ? "/api/conversations" : `/api/conversations/${id}`, {
      method: id === undefined ? "POST" : "PATCH",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(settings),
    });
    const body: unknown = await response.json();
    if (response.ok && isConversation(body)) return { conversation: body };
    return { problem: isProblem(body) ? body.error : unexpected };
  } catch {
    // Out of reach: the person is told and can try again.
    return { problem: { code: "database_unavailable", message: errorTable.database_unavailable.message } };
  }
}

const unexpected: Failure = { code: "internal", message: errorTable.internal.message };

function isConversation(body: unknown): body is Conversation {
  return typeof body === "object" && body !== null && "id" in body && "systemPrompt" in body;
}

function isProblem(body: unknown): body is { error: Failure } {
  return typeof body === "object" && body !== null && "error" in body && isFailure(body.error);
}

function isFailure(error: unknown): error is Failure {
  return typeof error === "object" && error !== null && "code" in error && "message" in error;
}

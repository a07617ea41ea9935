import { errorTable } from "../errors.ts";
import { readAfterHeader } from "../read-after.ts";
import { componentSchemas, refTo } from "./components.ts";
import { describePaths } from "./operations.ts";

/**
 * The HTTP API as an OpenAPI 3.1 document, made from the schemas that the routes parse by.
 * @param version of the product
 */
export function createOpenApiDocument(version: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "Chatbot",
      version,
      description:
        "Conversations with self-hosted language models. Answers also stream over the WebSocket `/api/chat`, which " +
        "PROTOCOL.md describes. Times are ISO 8601 in UTC, ids are UUIDs.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ trustedHeader: [] }],
    paths: describePaths(),
    components: {
      schemas: componentSchemas(),
      parameters: {
        ReadAfter: {
          name: readAfterHeader,
          in: "header",
          required: false,
          schema: { type: "string" },
          description:
            "A token of an earlier answer or frame: the read is at least as new as that was. Without one a read is as " +
            "new as what was written before it, by whomever.",
        },
      },
      headers: {
        ReadAfter: {
          schema: { type: "string" },
          description:
            "The token that the next read should bear, in whatever process it ends. Absent when the request bore one " +
            "that is as good.",
        },
      },
      responses: {
        Error: {
          description: describeErrors(),
          content: { "application/json": { schema: refTo("Error") } },
        },
      },
      securitySchemes: {
        trustedHeader: {
          type: "apiKey",
          in: "header",
          name: "X-Forwarded-User",
          description:
            "The user's id, set by the sign-in proxy in front and believed from trusted proxies only. The operator may " +
            "name another header by USER_ID_HEADER.",
        },
      },
    },
  };
}

function describeErrors(): string {
  const lines = Object.entries(errorTable).map(
    ([code, { status, message, retryable }]) =>
      `- ${status} \`${code}\`${retryable ? " (trying again can help)" : ""}: ${message}`,
  );
  return ["A refusal, by its code:", ...lines].join("\n");
}

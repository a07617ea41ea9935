import { apiRoute } from "#app/http/api-route.ts";
import { createOpenApiDocument } from "#app/protocol/openapi/document.ts";

const api = apiRoute({
  GET: async ({ context }) => Response.json(createOpenApiDocument(context.app.version)),
});

// Exports of their own: only those does Remix take out of the browser's build.
export const loader = api.loader;
export const action = api.action;

import type { RequestHandler } from "express";

/**
 * `POST /` is the memory bot's address, whatever the content type. The form of the page at the same address is sent to
 * `/?index`, as Remix's forms of index routes are.
 */
export const memoryBotRoute: RequestHandler = (request, _response, next) => {
  if (request.method === "POST" && request.path === "/" && !("index" in request.query)) {
    // Remix looks at the one, Express at the other.
    request.originalUrl = request.url = "/api/memory-bot";
  }
  next();
};

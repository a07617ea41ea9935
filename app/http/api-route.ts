import type { ActionFunctionArgs, AppLoadContext, LoaderFunctionArgs } from "@remix-run/node";
import type { z } from "zod";
import { AppError } from "#app/core/app-error.ts";
import { cleanText } from "#app/protocol/clean-text.ts";
import { describeIssues } from "#app/protocol/describe-issues.ts";
import { idSchema, type User } from "#app/protocol/resources.ts";
import { parseJson } from "#app/protocol/parse-json.ts";
import { errorResponse } from "./error-response.ts";
import { readBodyText } from "./read-body.ts";

export interface ApiRequest {
  request: Request;
  params: Readonly<Record<string, string | undefined>>;
  context: AppLoadContext;
}

type Handler = (api: ApiRequest) => Promise<Response>;
type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** Loader and action of a resource route: one handler per method, every error as the contract's JSON. */
export function apiRoute(handlers: Partial<Record<Method, Handler>>) {
  async function handle({
    request,
    params,
    context,
  }: LoaderFunctionArgs | ActionFunctionArgs): Promise<Response> {
    try {
      const method = request.method === "HEAD" ? "GET" : request.method;
      const handler = Object.hasOwn(handlers, method) ? handlers[method as Method] : undefined;
      if (!handler) {
        const response = errorResponse(new AppError("method_not_allowed"), context.reportError);
        response.headers.set("Allow", Object.keys(handlers).join(", "));
        return response;
      }
      const response = await handler({ request, params, context });
      if (method !== "GET" && context.user) await context.reads.coverWrites(context.user.id);
      return response;
    } catch (error) {
      return errorResponse(error, context.reportError);
    }
  }
  return { loader: handle, action: handle };
}

/** @throws AppError unauthenticated */
export function requireUser(context: AppLoadContext): User {
  if (!context.user) throw new AppError("unauthenticated");
  return context.user;
}

/** An id from the path. What is no id at all names nothing: the answer is the same as for an unknown one. */
export function requireId(value: string | undefined): string {
  const id = idSchema.safeParse(value);
  if (!id.success) throw new AppError("not_found");
  return id.data;
}

/** @throws AppError not_found for a missing row */
export function requireFound<T>(found: T | undefined): T {
  if (found === undefined) throw new AppError("not_found");
  return found;
}

/** The query string by a schema. @throws AppError invalid_request that names the parameter */
export function parseQuery<S extends z.ZodType>(request: Request, schema: S): z.output<S> {
  const { searchParams } = new URL(request.url);
  return parse(
    schema,
    Object.fromEntries([...searchParams].map(([name, value]) => [name, cleanText(value)])),
  );
}

/** Members of objects and lists in one body: far more than any request of ours has. */
const maxBodyValues = 20_000;

/**
 * The JSON body by a schema, whatever the content type says.
 * @throws AppError invalid_request, payload_too_large, unsupported_media_type
 */
export async function parseBody<S extends z.ZodType>(
  request: Request,
  schema: S,
  maxBytes: number,
  maxValues = maxBodyValues,
): Promise<z.output<S>> {
  const text = await readBodyText(request, maxBytes);
  return parse(schema, text.trim() === "" ? {} : parseText(text, maxValues));
}

function parseText(text: string, maxValues: number): unknown {
  try {
    return parseJson(text, maxValues);
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new AppError("invalid_request", { message: `The body ${cause.message}.`, cause });
  }
}

function parse<S extends z.ZodType>(schema: S, value: unknown): z.output<S> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new AppError("invalid_request", { message: describeIssues(parsed.error), cause: parsed.error });
}

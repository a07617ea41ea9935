import type { RequestServices } from "#app/load-context.ts";
import type { User } from "#app/protocol/resources.ts";
import { pageError } from "./page-error.server.ts";

/** @throws the 401 page when nobody is signed in */
export function requireUser({ user }: Pick<RequestServices, "user">): User {
  if (!user) throw pageError("unauthenticated");
  return user;
}

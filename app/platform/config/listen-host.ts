import { isLoopbackHostname } from "#app/core/identity/host-name.ts";
import type { GivenVariables } from "./given-variables.ts";

/** The listen address when HOST is unset. */
export function defaultHost(given: GivenVariables): string {
  return given["NODE_ENV"] === "production" ? "0.0.0.0" : "127.0.0.1";
}

/** Whether only programs of this machine reach the listen address. */
export function isLocalOnly(given: GivenVariables): boolean {
  return isLoopbackHostname(given["HOST"] ?? defaultHost(given));
}

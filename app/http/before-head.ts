import type { Response } from "express";

/** Calls back once, when the status of the answer is known and its headers can still be set. */
export function beforeHead(response: Response, listener: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...given: unknown[]) => Response;
  let hasRun = false;
  response.writeHead = (...given: unknown[]) => {
    if (!hasRun) listener();
    hasRun = true;
    return writeHead(...given);
  };
}

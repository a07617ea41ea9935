import type { ServerResponse } from "node:http";

import type { Pacer } from "./pacer.ts";
import type { Script, Step } from "./script.ts";

type End = Extract<Step, { end: unknown }>["end"];

function finish(response: ServerResponse, end: End) {
  const { socket } = response;
  if (end === "clean") response.end();
  // Writes already made go out before the FIN; a reset may drop them, as a crash does.
  else if (end === "fin") socket?.end();
  else if (end === "reset") socket?.resetAndDestroy();
}

/** Plays one response. Stops by itself when the client goes away. Status 0 sends no header. */
export function playScript(script: Script, response: ServerResponse, pacer: Pacer): void {
  const steps = script.steps[Symbol.iterator]();
  let dueMs = pacer.nowMs();
  let cancelWait: (() => void) | undefined;
  let isOver = false;
  response.once("close", () => {
    isOver = true;
    cancelWait?.();
  });
  if (script.chunked === false) response.useChunkedEncodingByDefault = false;
  if (script.status > 0) {
    response.writeHead(script.status, script.headers);
    response.flushHeaders();
  }

  function run(): void {
    while (!isOver) {
      const next = steps.next();
      const step: Step = next.done ? { end: "clean" } : next.value;
      if ("waitMs" in step) {
        dueMs += step.waitMs;
        cancelWait = pacer.at(dueMs, run);
        return;
      }
      if ("end" in step) return finish(response, step.end);
      response.write(step.send);
    }
  }
  run();
}

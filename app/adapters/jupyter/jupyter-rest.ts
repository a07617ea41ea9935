import { AppError } from "#app/core/app-error.ts";
import type { JupyterSettings } from "./jupyter-settings.ts";

/** How long the gateway may take, in milliseconds. Kernels on a cluster are pods: they take their time. */
const timeoutsMs = { look: 10_000, interrupt: 10_000, start: 120_000, restart: 60_000, end: 90_000 };
const longestReasonLength = 300;

export interface JupyterRest {
  /** @returns the kernel's id */
  start(env: Record<string, string>, signal: AbortSignal): Promise<string>;
  exists(kernelId: string, signal: AbortSignal): Promise<boolean>;
  interrupt(kernelId: string, signal: AbortSignal): Promise<void>;
  restart(kernelId: string, signal: AbortSignal): Promise<void>;
  end(kernelId: string, signal: AbortSignal): Promise<void>;
}

/** Jupyter's REST of kernels. @throws AppError with a `kernel_*` code, `not_found`, or the signal's reason */
export function createJupyterRest(settings: JupyterSettings): JupyterRest {
  const base = `${settings.url.replace(/\/+$/, "")}/api/kernels`;

  async function ask(method: string, path: string, timeoutMs: number, signal: AbortSignal, body?: object) {
    try {
      return await fetch(`${base}${path}`, {
        method,
        redirect: "error",
        headers: {
          ...authorization(settings),
          ...(body && { "content-type": "application/json" }),
        },
        ...(body && { body: JSON.stringify(body) }),
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      });
    } catch (error) {
      signal.throwIfAborted();
      const isLate = error instanceof Error && error.name === "TimeoutError";
      throw new AppError(isLate ? "kernel_timeout" : "kernel_unavailable", { cause: error });
    }
  }

  /** Reads what is left of a response, so that its connection can be used again. */
  async function expectOk(response: Response): Promise<unknown> {
    const text = await response.text().catch(() => "");
    if (response.ok) return parse(text);
    throw describeRefusal(response.status, parse(text));
  }

  return {
    async start(env, signal) {
      const { kernelName } = settings;
      const body = { ...(kernelName === undefined ? {} : { name: kernelName }), env };
      const made = await expectOk(await ask("POST", "", timeoutsMs.start, signal, body));
      if (typeof made === "object" && made !== null && "id" in made && typeof made.id === "string")
        return made.id;
      throw new AppError("kernel_unavailable", {
        cause: new Error("The gateway made a kernel without an id."),
      });
    },
    async exists(kernelId, signal) {
      const response = await ask("GET", `/${kernelId}`, timeoutsMs.look, signal);
      if (response.status === 404) return false;
      await expectOk(response);
      return true;
    },
    async interrupt(kernelId, signal) {
      await expectOk(await ask("POST", `/${kernelId}/interrupt`, timeoutsMs.interrupt, signal));
    },
    async restart(kernelId, signal) {
      await expectOk(await ask("POST", `/${kernelId}/restart`, timeoutsMs.restart, signal));
    },
    async end(kernelId, signal) {
      const response = await ask("DELETE", `/${kernelId}`, timeoutsMs.end, signal);
      if (response.status !== 404) await expectOk(response);
    },
  };
}

export function authorization({ token }: JupyterSettings): Record<string, string> {
  return token === undefined ? {} : { authorization: `token ${token}` };
}

/** Jupyter says 403 both to a wrong token and to a user who has too many kernels; only the latter explains itself. */
function describeRefusal(status: number, answer: unknown): AppError {
  const reason = readReason(answer);
  const cause = new Error(`The gateway answered ${status}${reason === undefined ? "" : `: ${reason}`}.`);
  if (status === 404) return new AppError("not_found", { cause });
  if (status === 403 && reason !== undefined && /\b(?:kernels?|limit|max)/i.test(reason)) {
    return new AppError("kernel_refused", { cause });
  }
  return new AppError("kernel_unavailable", { cause });
}

function readReason(answer: unknown): string | undefined {
  if (typeof answer !== "object" || answer === null) return undefined;
  const reason =
    "reason" in answer && answer.reason ? answer.reason : "message" in answer ? answer.message : undefined;
  return typeof reason === "string" ? reason.slice(0, longestReasonLength) : undefined;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

import type { Log } from "#app/core/log.ts";

/** A part of the process that runs. */
export interface Component {
  /** For the log. */
  name: string;
  start?: () => Promise<unknown> | void;
  /**
   * Also called when `start` has failed or is not done yet.
   * @param graceMs how long work that runs may go on
   */
  stop?: (graceMs: number) => Promise<unknown> | void;
}

/** Starts components one after the other, and stops them in reverse order. */
export class Lifecycle {
  readonly #log: Pick<Log, "error">;
  readonly #started: Component[] = [];
  #isStopping = false;

  constructor(log: Pick<Log, "error">) {
    this.#log = log;
  }

  /** @throws what the component's start throws, and when everything is being stopped */
  async start(component: Component): Promise<void> {
    if (this.#isStopping) throw new Error(`${component.name} does not start: the process is stopping`);
    this.#started.push(component);
    await component.start?.();
  }

  /** A component that cannot stop does not keep the others from stopping. Never throws. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    for (const component of this.#started.splice(0).reverse()) {
      try {
        await component.stop?.(graceMs);
      } catch (error) {
        this.#log.error({ err: error, component: component.name }, "could not stop a part of the process");
      }
    }
  }
}

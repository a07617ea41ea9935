import type { Log } from "../log.ts";
import { ConversationKernel, type KernelLimits } from "./conversation-kernel.ts";
import type { KernelGateway, KernelOwner } from "./kernel-gateway.ts";
import { KernelPlaces, type KernelPlacesOptions } from "./kernel-places.ts";
import type { KernelState } from "#app/protocol/kernels.ts";

export interface KernelsOptions {
  gateway: KernelGateway;
  limits: KernelLimits &
    KernelPlacesOptions & { /** Rest after which a kernel is ended, in milliseconds. */ idleMs: number };
  onState: (owner: KernelOwner, state: KernelState) => void;
  log: Log;
}

const cullEveryMs = 30_000;

/** The kernels of this process, at most one for each conversation. */
export class Kernels {
  readonly #options: KernelsOptions;
  readonly #places: KernelPlaces;
  readonly #kernels = new Map<string, { owner: KernelOwner; kernel: ConversationKernel }>();
  readonly #timer: NodeJS.Timeout;

  constructor(options: KernelsOptions) {
    this.#options = options;
    this.#places = new KernelPlaces(options.limits);
    this.#places.onWanted = (userId) => this.#giveUpOne(userId);
    this.#timer = setInterval(() => this.cull(), Math.min(cullEveryMs, options.limits.idleMs));
    this.#timer.unref();
  }

  /** What code finds there, for the model. */
  get abilities(): string {
    return this.#options.gateway.abilities;
  }

  /** The conversation's; nothing is started yet. */
  of(owner: KernelOwner): ConversationKernel {
    const known = this.#kernels.get(owner.conversationId);
    if (known) return known.kernel;
    const { gateway, limits, onState, log } = this.#options;
    const kernel = new ConversationKernel({
      owner,
      gateway,
      places: this.#places,
      limits,
      onState: (state) => onState(owner, state),
      log,
    });
    this.#kernels.set(owner.conversationId, { owner, kernel });
    return kernel;
  }

  /** Of a conversation that may have none here. */
  stateOf(conversationId: string): KernelState {
    return this.#kernels.get(conversationId)?.kernel.state ?? "off";
  }

  readVariables(conversationId: string, signal: AbortSignal) {
    return this.#kernels.get(conversationId)?.kernel.readVariables(signal);
  }

  /** The conversation is gone, or its person wants no kernel any more. */
  async end(conversationId: string): Promise<void> {
    const known = this.#kernels.get(conversationId);
    this.#kernels.delete(conversationId);
    await known?.kernel.close();
  }

  /** Ends what has rested too long. */
  cull(): void {
    const oldest = performance.now() - this.#options.limits.idleMs;
    for (const { kernel } of this.#kernels.values()) {
      if ((kernel.restsSince ?? Infinity) <= oldest) void kernel.end("culled");
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#kernels.keys()].map((conversationId) => this.end(conversationId)));
  }

  #giveUpOne(userId: string | undefined): void {
    const resting = [...this.#kernels.values()]
      .filter(
        ({ owner, kernel }) => (userId ?? owner.userId) === owner.userId && kernel.restsSince !== undefined,
      )
      .sort((one, other) => (one.kernel.restsSince ?? 0) - (other.kernel.restsSince ?? 0));
    void resting[0]?.kernel.end("culled");
  }
}

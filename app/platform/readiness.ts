/** What a probe found: `off` is for what is not configured. */
export type PartState = "up" | "down" | "off";

export interface Readiness {
  /** False: this process should get no traffic. */
  ready: boolean;
  states: {
    primary: PartState;
    standby: PartState;
    /** What the database servers can do together: one of the words of `chatbot_standby_state`. */
    standbyState: string;
    llm: PartState;
    draining: boolean;
  };
}

const probeTimeoutMs = 2_000;

interface Parts {
  primary: (signal: AbortSignal) => Promise<boolean>;
  standby: ((signal: AbortSignal) => Promise<boolean>) | undefined;
  standbyState: () => string;
  llm: (signal: AbortSignal) => Promise<boolean>;
  isDraining: () => boolean;
}

/**
 * Asks each part at once, each within a deadline. A model or a standby that is down is told but keeps the process
 * in service: pages still load. Without primary and standby, or while draining, it is not ready.
 */
export function createReadiness({
  primary,
  standby,
  standbyState,
  llm,
  isDraining,
}: Parts): () => Promise<Readiness> {
  return async () => {
    const [primaryState, standbyPart, llmState] = await Promise.all([
      probe(primary),
      standby ? probe(standby) : ("off" as const),
      probe(llm),
    ]);
    const draining = isDraining();
    return {
      ready: !draining && (primaryState === "up" || standbyPart === "up"),
      states: {
        primary: primaryState,
        standby: standbyPart,
        standbyState: standbyState(),
        llm: llmState,
        draining,
      },
    };
  };
}

async function probe(ask: (signal: AbortSignal) => Promise<boolean>): Promise<"up" | "down"> {
  const signal = AbortSignal.timeout(probeTimeoutMs);
  const late = new Promise<boolean>((resolve) => {
    signal.addEventListener("abort", () => resolve(false), { once: true });
  });
  const isUp = await Promise.race([ask(signal).catch(() => false), late]);
  return isUp ? "up" : "down";
}

/** Waits for SIGTERM or SIGINT (Ctrl-C); a second one ends the process at once. */
export class StopSignal {
  readonly received: Promise<NodeJS.Signals>;

  constructor() {
    this.received = new Promise((resolve) => {
      let asked = false;
      const onSignal = (signal: NodeJS.Signals) => {
        if (asked) process.exit(130);
        asked = true;
        resolve(signal);
      };
      process.on("SIGTERM", onSignal);
      process.on("SIGINT", onSignal);
    });
  }
}

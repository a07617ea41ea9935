import { cpus, loadavg, release, totalmem, type as osType } from "node:os";

/** One paragraph that says where and when the figures were taken. `loadavg` tells of what else was running. */
export function describeMachine(): string {
  const processors = cpus();
  const memoryGiB = Math.round(totalmem() / 2 ** 30);
  return (
    `${new Date().toISOString().slice(0, 10)}, ${processors.length} × ${processors[0]?.model.trim() ?? "?"}, ` +
    `${memoryGiB} GiB, ${osType()} ${release()}, Node ${process.versions.node}. ` +
    `Load average at the start: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(", ")}.`
  );
}

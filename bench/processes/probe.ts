/** Loaded into every measured process by `--import`: tells what the process has used so far, when it is asked. */
import type { Usage } from "./bench-process.ts";

process.on("message", (question) => {
  if (question !== "usage") return;
  const { user, system } = process.cpuUsage();
  const usage: Usage = { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
  process.send?.({ answer: "usage", value: usage });
});
// A process whose bench was killed must not live on.
process.on("disconnect", () => process.kill(process.pid, "SIGTERM"));
process.channel?.unref();

import { formatNumber, formatTable } from "../report/format.ts";
import type { SocketResults } from "./measure-sockets.ts";

/** Per idle socket, in kilobytes. */
const goalKb = 20;

export function describeSockets(results: SocketResults): string {
  const perSocketKb = (results.rssAfterBytes - results.rssBeforeBytes) / results.socketCount / 1000;
  return [
    "## Idle sockets",
    `${results.socketCount.toLocaleString("en")} sockets that say nothing, each of a person of its own, in one server ` +
      "process. The kernel's buffers are not counted.",
    formatTable(
      [
        "RSS before MB",
        "RSS after MB",
        "KB per socket",
        `goal: at most ${goalKb} KB`,
        "sockets opened per second",
      ],
      [
        [
          formatNumber(results.rssBeforeBytes / 1e6),
          formatNumber(results.rssAfterBytes / 1e6),
          formatNumber(perSocketKb),
          perSocketKb <= goalKb ? "met" : "missed",
          formatNumber(results.socketCount / results.secondsToOpen),
        ],
      ],
    ),
  ].join("\n\n");
}

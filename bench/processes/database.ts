/** PostgreSQL primary and standby, held by a process of their own. */
import { startCluster } from "#embedded/postgres/cluster.ts";

const [dataDir] = process.argv.slice(2);
if (dataDir === undefined) throw new Error("The data directory must be given");
const cluster = await startCluster({ dataDir, log: () => undefined });
process.on("SIGTERM", () => {
  void cluster.stop().then(() => process.exit(0));
});
process.channel?.ref();
const { primaryUrl, standbyUrl } = cluster;
process.stdout.write(`ready ${JSON.stringify({ primaryUrl, standbyUrl })}\n`);

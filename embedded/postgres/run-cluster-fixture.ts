import { startCluster } from "./cluster.ts";

// Started by tests in a process of its own: brings up a cluster, says so in one line of JSON, and stays.
const [dataDir = "", uid] = process.argv.slice(2);
if (uid) {
  process.setgid?.(Number(uid));
  process.setuid?.(Number(uid));
}
try {
  const { primaryUrl, primary, standby } = await startCluster({
    dataDir,
    log: (message) => console.error(message),
    settings: { fsync: "off", shared_buffers: "32MB" },
  });
  console.log(JSON.stringify({ primaryUrl, primaryPid: primary.pid, standbyPid: standby?.pid }));
} catch (error) {
  console.log(JSON.stringify({ error: String(error) }));
}

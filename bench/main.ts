import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeSsr } from "./pages/describe-ssr.ts";
import { measureSsr } from "./pages/measure-ssr.ts";
import { startBenchCluster, type BenchCluster } from "./processes/bench-cluster.ts";
import { outDir, parseReady, startProcess } from "./processes/bench-process.ts";
import { formatReport } from "./report/format-report.ts";
import { describeMachine } from "./report/machine.ts";
import { describeStreams } from "./streams/describe-streams.ts";
import { measureStreams } from "./streams/measure-streams.ts";
import { describeTable } from "./table/describe-table.ts";
import { measureTable } from "./table/measure-table.ts";

interface Setting {
  cluster: BenchCluster;
  modelUrl: string;
  repetitions: number;
  profile: boolean;
  say: (progress: string) => void;
}

/** The parts, each measured and described. */
const parts: Record<string, (setting: Setting) => Promise<string>> = {
  streams: async (setting) => {
    const database = await setting.cluster.createDatabase("streams");
    return describeStreams(await measureStreams(database, setting));
  },
  ssr: async (setting) => describeSsr(await measureSsr(setting.cluster, setting)),
  table: async (setting) => describeTable(await measureTable(setting.cluster, setting)),
};

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: "string", default: "3" },
    /** Writes a CPU profile of the product's process in the part `streams`. */
    profile: { type: "boolean", default: false },
  },
});
const unknown = positionals.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`No such part: ${unknown.join(", ")}. There are ${Object.keys(parts).join(", ")}.`);
  process.exit(1);
}

const startedAt = Date.now();
const say = (progress: string) => {
  console.log(`${String(Math.round((Date.now() - startedAt) / 1000)).padStart(4)} s  ${progress}`);
};

const machine = describeMachine();
const cluster = await startBenchCluster();
const { process: model, ready } = await startProcess(
  { script: join(outDir, "processes/model.js") },
  parseReady(z.object({ url: z.string() })),
);
try {
  const setting: Setting = {
    cluster,
    modelUrl: ready.url,
    repetitions: Number(values.repetitions),
    profile: values.profile,
    say,
  };
  const sections: string[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    say(`== ${name}`);
    sections.push(await measure(setting));
  }
  const report = formatReport({ machine, postgresVersion: await cluster.version(), sections });
  if (positionals.length > 0) console.log(`\n${report}`);
  else {
    writeFileSync("bench/RESULTS.md", report);
    say("wrote bench/RESULTS.md");
  }
} finally {
  await model.stop();
  await cluster.stop();
}

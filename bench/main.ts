import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { z } from "zod";
import { describeBrowser } from "./browser/describe-browser.ts";
import { measureBrowser } from "./browser/measure-browser.ts";
import { describeFreshness } from "./freshness/describe-freshness.ts";
import { measureFreshness } from "./freshness/measure-freshness.ts";
import { describeSsr } from "./pages/describe-ssr.ts";
import { measureSsr } from "./pages/measure-ssr.ts";
import { startBenchCluster, type BenchCluster } from "./processes/bench-cluster.ts";
import { outDir, parseReady, startProcess } from "./processes/bench-process.ts";
import { formatProblems } from "./report/format.ts";
import { formatReport } from "./report/format-report.ts";
import { describeMachine } from "./report/machine.ts";
import { describeSafety } from "./safety/describe-safety.ts";
import { measureSafety } from "./safety/measure-safety.ts";
import { describeSockets } from "./sockets/describe-sockets.ts";
import { measureSockets } from "./sockets/measure-sockets.ts";
import { describeStreams } from "./streams/describe-streams.ts";
import { measureStreams } from "./streams/measure-streams.ts";
import { describeTable } from "./table/describe-table.ts";
import { measureTable } from "./table/measure-table.ts";

interface Setting {
  cluster: BenchCluster;
  modelUrl: string;
  repetitions: number;
  profile: boolean;
  onProgress: (progress: string) => void;
}

interface Section {
  text: string;
  /** What must not be: wrong tokens, warnings of the product, scanned tables. */
  problems: readonly string[];
}

/** The parts, each measured and described. */
const parts: Record<string, (setting: Setting) => Promise<Section>> = {
  async streams(setting) {
    const database = await setting.cluster.createDatabase("streams");
    const results = await measureStreams(database, setting);
    return { text: describeStreams(results), problems: results.problems };
  },
  async sockets(setting) {
    const database = await setting.cluster.createDatabase("sockets");
    const results = await measureSockets(database, setting);
    return { text: describeSockets(results), problems: results.problems };
  },
  async freshness(setting) {
    const database = await setting.cluster.createDatabase("freshness");
    const results = await measureFreshness(database, setting);
    return { text: describeFreshness(results), problems: results.problems };
  },
  async safety(setting) {
    const database = await setting.cluster.createDatabase("safety");
    const results = await measureSafety(database, setting);
    return { text: describeSafety(results), problems: results.problems };
  },
  async ssr(setting) {
    const results = await measureSsr(setting.cluster, setting);
    return { text: describeSsr(results), problems: results.problems };
  },
  async browser(setting) {
    const results = await measureBrowser(setting.cluster, setting);
    return { text: describeBrowser(results), problems: results.problems };
  },
  async table(setting) {
    const results = await measureTable(setting.cluster, setting);
    const problems = results.cases.flatMap(({ plan }) => plan.scannedTables);
    return { text: describeTable(results), problems };
  },
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
const onProgress = (progress: string) => {
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
    onProgress,
  };
  const sections: Section[] = [];
  for (const [name, measure] of Object.entries(parts)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    onProgress(`== ${name}`);
    sections.push(await measure(setting));
  }
  const texts = sections.map(({ text }) => text);
  const report = formatReport({ machine, postgresVersion: await cluster.version(), sections: texts });
  if (positionals.length > 0) console.log(`\n${report}`);
  else {
    writeFileSync("bench/RESULTS.md", report);
    onProgress("wrote bench/RESULTS.md");
  }
  const problems = sections.flatMap((section) => section.problems);
  if (problems.length > 0) {
    console.error(formatProblems(problems));
    process.exitCode = 1;
  }
} finally {
  await model.stop();
  await cluster.stop();
}

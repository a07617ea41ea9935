import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { startBenchCluster, type BenchCluster } from "./processes/bench-cluster.ts";
import { describeMachine } from "./report/machine.ts";
import { describeStreams } from "./streams/describe-streams.ts";
import { measureStreams } from "./streams/measure-streams.ts";

const sectionNames = ["streams", "ssr", "table"] as const;
type SectionName = (typeof sectionNames)[number];

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    repetitions: { type: "string", default: "3" },
    /** Writes a CPU profile of the product's process in the part `streams`. */
    profile: { type: "boolean", default: false },
  },
});
const repetitions = Number(values.repetitions);
const wanted = sectionNames.filter((name) => positionals.length === 0 || positionals.includes(name));
const startedAt = Date.now();
const say = (progress: string) => {
  const seconds = String(Math.round((Date.now() - startedAt) / 1000)).padStart(4);
  console.log(`${seconds} s  ${progress}`);
};

async function measure(name: SectionName, cluster: BenchCluster): Promise<string> {
  say(`== ${name}`);
  const database = await cluster.createDatabase(name);
  return describeStreams(await measureStreams(database, { repetitions, profile: values.profile, say }));
}

const machine = describeMachine();
const cluster = await startBenchCluster();
try {
  const sections: string[] = [];
  for (const name of wanted) sections.push(await measure(name, cluster));
  console.log(sections.join("\n\n"));
  void writeFileSync;
  void machine;
} finally {
  await cluster.stop();
}

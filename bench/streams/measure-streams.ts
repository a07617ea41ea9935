import { join } from "node:path";
import { z } from "zod";
import type { BenchDatabase } from "../processes/bench-cluster.ts";
import { outDir, parseReady, startProcess, type BenchProcess } from "../processes/bench-process.ts";
import { startChatbot, type ServerUnderTest } from "../processes/chatbot.ts";
import { median } from "../report/statistics.ts";
import { findStoredDifferences } from "./check-stored.ts";
import { measureRound, type Load, type Round, type RoundFigures } from "./measure-round.ts";

/** The relay with a frame per token, the relay with the product's pace of 16 ms, and the product. */
export const variants = ["relay", "paced relay", "product"] as const;
export type Variant = (typeof variants)[number];

export const loads: readonly Load[] = [
  { title: "1 stream", streams: 1, spreadMs: 0 },
  { title: "50 streams, started over 1 s", streams: 50, spreadMs: 1_000 },
  { title: "200 streams, started over 1 s", streams: 200, spreadMs: 1_000 },
  { title: "200 streams, all in the same instant", streams: 200, spreadMs: 0 },
];
const warmUp: Load = { title: "first burst of the process", streams: 200, spreadMs: 0 };
/** Streams come alone in this load, so a round gives one sample of each time: more rounds. */
const repetitionsOf = ({ streams }: Load, repetitions: number) =>
  streams === 1 ? repetitions * 3 : repetitions;

export interface StreamFigures {
  load: Load;
  /** The median over the repetitions, figure by figure. */
  figures: Record<Variant, RoundFigures>;
  repetitions: number;
}

export interface StreamResults {
  loads: StreamFigures[];
  /** The first burst after the start, once, with cold code and cold caches. */
  cold: Record<Variant, RoundFigures>;
  checkedStreams: number;
  problems: string[];
}

interface Options {
  modelUrl: string;
  repetitions: number;
  profile: boolean;
  onProgress: (progress: string) => void;
}

const urlSchema = z.object({ url: z.string() });

export async function measureStreams(
  database: BenchDatabase,
  { modelUrl, repetitions, profile, onProgress }: Options,
): Promise<StreamResults> {
  const started: BenchProcess[] = [];
  const start = async (script: string, args: string[] = []): Promise<ServerUnderTest> => {
    const { process, ready } = await startProcess(
      { script: join(outDir, script), args },
      parseReady(urlSchema.partial()),
    );
    started.push(process);
    return { url: ready.url ?? "", process };
  };
  try {
    const { process: client } = await start("streams/client.js");
    const relay = await start("floors/relay.js", [modelUrl]);
    const pacedRelay = await start("floors/relay.js", [modelUrl, "16"]);
    const product = await startChatbot({ ...database, modelUrl, profile });
    started.push(product.process);
    const servers = { relay, "paced relay": pacedRelay, product };
    return await runRounds({ client, servers, database, repetitions, onProgress });
  } finally {
    for (const process of started.reverse()) await process.stop();
  }
}

interface Setting {
  client: BenchProcess;
  servers: Record<Variant, ServerUnderTest>;
  database: BenchDatabase;
  repetitions: number;
  onProgress: (progress: string) => void;
}

async function runRounds(setting: Setting): Promise<StreamResults> {
  const problems: string[] = [];
  let rounds = 0;
  let checkedStreams = 0;

  async function measure(variant: Variant, load: Load): Promise<RoundFigures> {
    rounds += 1;
    const keepsConversations = variant === "product";
    const round = await measureRound(setting.client, setting.servers[variant], {
      ...load,
      round: String(rounds),
      keepsConversations,
    });
    checkedStreams += round.result.streams.length;
    problems.push(...(await findProblems(round, keepsConversations, setting.database)));
    return round.figures;
  }

  /** Floor and product take turns, so that what else the machine does meets both. */
  async function measureAll(load: Load): Promise<Record<Variant, RoundFigures>> {
    const [first, second, third] = variants;
    return {
      [first]: await measure(first, load),
      [second]: await measure(second, load),
      [third]: await measure(third, load),
    };
  }

  setting.onProgress(warmUp.title);
  const cold = await measureAll(warmUp);
  const results: StreamFigures[] = [];
  for (const load of loads) {
    const count = repetitionsOf(load, setting.repetitions);
    const taken: Record<Variant, RoundFigures>[] = [];
    for (let repetition = 1; repetition <= count; repetition += 1) {
      setting.onProgress(`${load.title}, ${repetition} of ${count}`);
      taken.push(await measureAll(load));
    }
    results.push({ load, repetitions: count, figures: medians(taken) });
  }
  problems.push(...setting.servers.product.process.complaints);
  return { loads: results, cold, checkedStreams, problems };
}

async function findProblems(
  { result }: Round,
  keepsConversations: boolean,
  { primaryUrl }: BenchDatabase,
): Promise<string[]> {
  return keepsConversations
    ? [...result.problems, ...(await findStoredDifferences(primaryUrl, result.answers))]
    : result.problems;
}

function medians(taken: readonly Record<Variant, RoundFigures>[]): Record<Variant, RoundFigures> {
  const of = (variant: Variant): RoundFigures => {
    const rounds = taken.map((round) => round[variant]);
    const middle = (figure: keyof RoundFigures) => median(rounds.map((round) => round[figure]));
    return {
      firstTokenP50Ms: middle("firstTokenP50Ms"),
      firstTokenP95Ms: middle("firstTokenP95Ms"),
      acceptedP95Ms: middle("acceptedP95Ms"),
      totalP50Ms: middle("totalP50Ms"),
      totalP95Ms: middle("totalP95Ms"),
      cpuMicrosPerToken: middle("cpuMicrosPerToken"),
      framesPerToken: middle("framesPerToken"),
      rssMiB: middle("rssMiB"),
    };
  };
  return { relay: of("relay"), "paced relay": of("paced relay"), product: of("product") };
}

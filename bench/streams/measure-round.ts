import { z } from "zod";
import type { BenchProcess } from "../processes/bench-process.ts";
import type { ServerUnderTest } from "../processes/chatbot.ts";
import { percentile } from "../report/statistics.ts";
import { runResultSchema, type RunResult, type StreamTimes } from "./stream-job.ts";

export interface Load {
  title: string;
  streams: number;
  spreadMs: number;
}

/** What one round of one server gave. */
export interface RoundFigures {
  firstTokenP50Ms: number;
  firstTokenP95Ms: number;
  acceptedP95Ms: number;
  totalP50Ms: number;
  totalP95Ms: number;
  cpuMicrosPerToken: number;
  framesPerToken: number;
  rssMiB: number;
}

export interface Round {
  figures: RoundFigures;
  result: RunResult;
}

export const tokensPerStream = 300;
export const tokensPerSecond = 100;

/** Runs one load against one server. The CPU time is the server's own, from the first question to the last answer. */
export async function measureRound(
  client: BenchProcess,
  server: ServerUnderTest,
  { streams, spreadMs, round, keepsConversations }: Load & { round: string; keepsConversations: boolean },
): Promise<Round> {
  const shape = { streams, tokens: tokensPerStream, tokensPerSecond, round };
  await client.ask({ ask: "prepare", url: server.url, keepsConversations, ...shape }, z.object({}));
  const before = await server.process.usage();
  const result = await client.ask({ ask: "run", spreadMs }, runResultSchema);
  const after = await server.process.usage();
  const tokens = streams * tokensPerStream;
  const known = (pick: (times: StreamTimes) => number | null) =>
    result.streams.map(pick).filter((ms) => ms !== null);
  return {
    result,
    figures: {
      firstTokenP50Ms: percentile(
        known(({ firstTokenMs }) => firstTokenMs),
        0.5,
      ),
      firstTokenP95Ms: percentile(
        known(({ firstTokenMs }) => firstTokenMs),
        0.95,
      ),
      acceptedP95Ms: percentile(
        known(({ acceptedMs }) => acceptedMs),
        0.95,
      ),
      totalP50Ms: percentile(
        known(({ totalMs }) => totalMs),
        0.5,
      ),
      totalP95Ms: percentile(
        known(({ totalMs }) => totalMs),
        0.95,
      ),
      cpuMicrosPerToken: (after.cpuMicros - before.cpuMicros) / tokens,
      framesPerToken: result.streams.reduce((sum, { frames }) => sum + frames, 0) / tokens,
      rssMiB: after.rssBytes / 2 ** 20,
    },
  };
}

/** The load client: a process of its own that plays many persons at once. */
import { setTimeout as sleep } from "node:timers/promises";
import { v7 as newId } from "uuid";
import { z } from "zod";
import { ClientStream } from "./client-stream.ts";
import { jobSchema, type Prepare, type RunResult } from "./stream-job.ts";

/** Connections that are opened at once; only the questions are meant to come in a burst. */
const connectBatch = 20;

let prepared: ClientStream[] = [];

async function prepare(job: Prepare): Promise<void> {
  prepared = [];
  for (let first = 0; first < job.streams; first += connectBatch) {
    const numbers = Array.from({ length: Math.min(connectBatch, job.streams - first) }, (_, i) => first + i);
    prepared.push(...(await Promise.all(numbers.map((number) => open(job, number)))));
  }
}

async function open(job: Prepare, number: number): Promise<ClientStream> {
  const { url, round, tokens, tokensPerSecond } = job;
  const user = `bench-${number}`;
  const question = { label: `${round}-${number}`, tokens, tokensPerSecond };
  const conversationId = job.keepsConversations
    ? await createConversation(url, user, question.label)
    : newId();
  return ClientStream.connect(url, user, question, conversationId);
}

/** A conversation that has a title gets none from the model: its request would count as a second stream. */
async function createConversation(url: string, user: string, title: string): Promise<string> {
  const response = await fetch(`${url}/api/conversations`, {
    method: "POST",
    headers: { "X-Forwarded-User": user, "Content-Type": "application/json" },
    body: JSON.stringify({ title }),
  });
  if (!response.ok) throw new Error(`POST /api/conversations: ${response.status} ${await response.text()}`);
  return z.object({ id: z.string() }).parse(await response.json()).id;
}

async function run(spreadMs: number): Promise<RunResult> {
  const outcomes = await Promise.all(
    prepared.map(async (stream, index) => {
      if (spreadMs > 0) await sleep((index / prepared.length) * spreadMs);
      return { conversationId: stream.conversationId, ...(await stream.ask()) };
    }),
  );
  return {
    streams: outcomes.map(({ times }) => times),
    problems: outcomes.flatMap(({ problems }) => problems),
    answers: outcomes.map(({ conversationId, text }) => ({ conversationId, text })),
  };
}

process.on("message", (message) => {
  const job = jobSchema.safeParse(message).data;
  if (job?.ask === "prepare") void prepare(job).then(() => process.send?.({ answer: "prepare", value: {} }));
  if (job?.ask === "run") {
    void run(job.spreadMs).then((value) => process.send?.({ answer: "run", value }));
  }
});
process.channel?.ref();
process.stdout.write("ready {}\n");

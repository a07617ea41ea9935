import { pino, type Logger } from "pino";
import { onTestFinished } from "vitest";
import { z } from "zod";
import { startDemoModel } from "../demo-model.ts";

const logLine = z.looseObject({ msg: z.string() });

/** A running demo model that is closed after the test, with what it logged. */
export async function startTestModel({ tokensPerSecond = 10_000 }: { tokensPerSecond?: number } = {}) {
  const logged: z.infer<typeof logLine>[] = [];
  const log: Logger = pino(
    { level: "debug", base: null },
    { write: (line: string) => logged.push(logLine.parse(JSON.parse(line))) },
  );
  const documents = [{ title: "Chatbot", text: "# Chatbot\n## Backup\nRun `pg_dump` every night." }];
  const model = await startDemoModel({ documents, tokensPerSecond, log });
  onTestFinished(() => model.close());

  const post = (path: string, body: unknown, init: RequestInit = {}) =>
    fetch(model.url + path, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: typeof body === "string" ? body : JSON.stringify(body),
      ...init,
    });
  return { ...model, logged, post };
}

/** The JSON of each `data:` line, without `[DONE]`. */
export function parseEvents<S extends z.ZodType>(stream: string, schema: S): z.infer<S>[] {
  return stream
    .split("\n\n")
    .filter((event) => event.startsWith("data: {"))
    .map((event) => schema.parse(JSON.parse(event.slice("data: ".length))));
}

export const chatBody = (content: string, rest: Record<string, unknown> = {}) => ({
  model: "tgi",
  messages: [{ role: "user", content }],
  ...rest,
});

export const tokenizationSchema = z.array(
  z.object({ id: z.number(), text: z.string(), start: z.number(), stop: z.number() }),
);

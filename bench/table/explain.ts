import { drizzle } from "drizzle-orm/postgres-js";
import type postgres from "postgres";
import { z } from "zod";
import { createPostgresConversationReader } from "#db/stores/postgres-conversation-reader.ts";
import type { ConversationReader } from "#app/core/conversation/conversation-store.ts";

export interface Plan {
  /** 8 KiB pages that the statements touched, in memory or not. */
  pages: number;
  /** Tables of which a sequential scan read more than a few pages' worth of rows. */
  scannedTables: string[];
}

/** Reading a table that small from end to end is what the planner should do. */
const smallTableRows = 1_000;

interface PlanNode {
  "Node Type": string;
  "Relation Name"?: string | undefined;
  "Actual Rows": number;
  "Actual Loops": number;
  "Rows Removed by Filter"?: number | undefined;
  "Shared Hit Blocks": number;
  "Shared Read Blocks": number;
  Plans?: PlanNode[] | undefined;
}

const nodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    "Node Type": z.string(),
    "Relation Name": z.string().optional(),
    "Actual Rows": z.number(),
    "Actual Loops": z.number(),
    "Rows Removed by Filter": z.number().optional(),
    "Shared Hit Blocks": z.number(),
    "Shared Read Blocks": z.number(),
    Plans: z.array(nodeSchema).optional(),
  }),
);
const explainedSchema = z.object({
  "QUERY PLAN": z.tuple([z.object({ Plan: nodeSchema })]),
});

/** Runs `read`, then has the server explain each statement that it sent, with the same parameters. */
export async function explainReads(
  client: postgres.Sql,
  read: (reader: ConversationReader) => Promise<unknown>,
): Promise<Plan> {
  const sent: { query: string; parameters: unknown[] }[] = [];
  const logger = {
    logQuery: (query: string, parameters: unknown[]) => void sent.push({ query, parameters }),
  };
  await read(createPostgresConversationReader({ db: drizzle(client, { logger }) }));
  const plan: Plan = { pages: 0, scannedTables: [] };
  for (const { query, parameters } of sent) {
    const rows = await client.unsafe(
      `explain (analyze, buffers, format json) ${query}`,
      parameters as never[],
    );
    const root = explainedSchema.parse(rows[0])["QUERY PLAN"][0].Plan;
    plan.pages += root["Shared Hit Blocks"] + root["Shared Read Blocks"];
    plan.scannedTables.push(...findScannedTables(root));
  }
  return plan;
}

function findScannedTables(node: PlanNode): string[] {
  const rows = (node["Actual Rows"] + (node["Rows Removed by Filter"] ?? 0)) * node["Actual Loops"];
  const isScan = node["Node Type"] === "Seq Scan" && rows > smallTableRows;
  const own = isScan ? [node["Relation Name"] ?? "?"] : [];
  return [...own, ...(node.Plans ?? []).flatMap(findScannedTables)];
}

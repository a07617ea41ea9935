import { readFileSync } from "node:fs";
import postgres from "postgres";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { migrate } from "#db/migrate.ts";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const operationsPage = fileURLToPath(new URL("../../docs/operations.md", import.meta.url));
const migrationsFolder = fileURLToPath(new URL("../../db/migrations", import.meta.url));

/** The two texts below the heading "Roles". */
function readRoleSql(): [string, string] {
  const [, section = ""] = readFileSync(operationsPage, "utf8").split("### Roles");
  const [asSuperuser, asOwner] = [...section.matchAll(/```sql\n(.*?)```/gs)].map(([, text]) => text);
  if (!asSuperuser || !asOwner) throw new Error("The operator's page holds no SQL for the roles.");
  return [asSuperuser, asOwner];
}

async function runEach(url: string, text: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => undefined });
  const statements = text.split(";").filter((statement) => statement.trim() !== "");
  for (const statement of statements) await sql.unsafe(statement);
  await sql.end({ timeout: 1 });
}

function urlAs(url: string, user: string, password: string): string {
  const changed = new URL(url);
  Object.assign(changed, { username: user, password, pathname: "/roles" });
  return changed.href;
}

describe("the roles of the operator's page", { timeout: 60_000 }, () => {
  it("are enough for the product on both servers, and the one that it uses cannot change tables", async () => {
    const { database } = await startOwnCluster();
    const [asSuperuser, asOwner] = readRoleSql();
    // The cluster has a database of the documented name already.
    await runEach(database.primaryUrl, asSuperuser.replace(/database chatbot\b/g, "database roles"));
    const ownerUrl = urlAs(database.primaryUrl, "chatbot_owner", "change-me");
    await runEach(ownerUrl, asOwner);
    await migrate(ownerUrl, migrationsFolder);
    const primaryUrl = urlAs(database.primaryUrl, "chatbot_app", "change-me-too");
    const standbyUrl = urlAs(database.standbyUrl, "chatbot_app", "change-me-too");
    const chatbot = await startChatbot({ pages: false, database: { ...database, primaryUrl, standbyUrl } });
    const api = new TestApi(chatbot.url, "ada");
    const { id } = await api.createConversation({ title: "Least privilege" });
    expect((await api.ask(id, "Hello")).assistantMessage.status).toBe("complete");
    await expect
      .poll(async () => {
        expect((await api.listMessages(id)).items).toHaveLength(2);
        return readCount(chatbot.url, "chatbot_reads_total", { target: "standby" });
      })
      .toBeGreaterThan(0);
    await api.delete(`/api/conversations/${id}`);
    await expect(runEach(primaryUrl, "drop table messages")).rejects.toThrow(/must be owner/);
    await expect(runEach(primaryUrl, "create table own (id int)")).rejects.toThrow(/permission denied/);
  });
});

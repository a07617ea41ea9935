import { describe, expect, it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startOwnCluster } from "#tests/support/own-cluster.ts";
import { readCount } from "#tests/support/read-metrics.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

describe("the standby's address", { timeout: 60_000 }, () => {
  it("may be left out", async () => {
    const { url } = await startChatbot({ pages: false, standby: false });
    const { json } = await new TestApi(url).get("/api/readyz");
    expect(json).toMatchObject({ primary: "up", standbyState: "none" });
  });

  it("may be the primary's own: then the primary is read", async () => {
    const database = await createTestDatabase();
    const { url } = await startChatbot({
      pages: false,
      database: { ...database, standbyUrl: database.primaryUrl },
    });
    const api = new TestApi(url, "ada");
    const { id } = await api.createConversation({ title: "One server" });
    expect((await api.findConversation(id))?.title).toBe("One server");
    expect(await readCount(url, "chatbot_standby_state", { state: "none" })).toBe(1);
    expect(await readCount(url, "chatbot_reads_total", { target: "standby" })).toBe(0);
  });

  it("of another cluster is refused at start, in words for the operator", async () => {
    const [database, other] = [await createTestDatabase(), await startOwnCluster()];
    const model = await startScriptedModel();
    const start = spawnChatbot({
      database: { primaryUrl: database.primaryUrl, standbyUrl: other.database.standbyUrl },
      modelUrl: model.url,
    });
    await expect(start).rejects.toThrow(/POSTGRES_STANDBY_URL.*another cluster|another cluster/s);
    await model.close();
    await database.drop();
  });
});

import { it } from "vitest";
import { createTestDatabase } from "#tests/support/database-cluster.ts";
import { startScriptedModel } from "#tests/support/scripted-model.ts";
import { spawnChatbot } from "#tests/support/spawn-chatbot.ts";
it("starts", async () => {
  const database = await createTestDatabase();
  const model = await startScriptedModel();
  for (let i = 0; i < 3; i++) {
    const at = performance.now();
    await spawnChatbot({ database, modelUrl: model.url });
    console.log("one", performance.now() - at);
  }
  const at = performance.now();
  await Promise.all(Array.from({ length: 10 }, () => spawnChatbot({ database, modelUrl: model.url })));
  console.log("ten", performance.now() - at);
}, 120_000);

import { describe, expect, it } from "vitest";
import { requireWorkerCluster } from "#tests/support/database-cluster.ts";
import { silent, startScriptedModel } from "#tests/support/scripted-model.ts";
import { startChatbot } from "#tests/support/start-chatbot.ts";
import { TestApi } from "#tests/support/test-api.ts";

const up = {
  primary: "up",
  standby: "up",
  standbyState: expect.any(String) as string,
  llm: "up",
  draining: false,
};

async function openProbe(options: Parameters<typeof startChatbot>[0] = {}) {
  const chatbot = await startChatbot({ pages: false, ...options });
  const api = new TestApi(chatbot.url);
  const ready = async () => {
    const { status, json } = await api.get("/api/readyz");
    return { status, states: json };
  };
  const alive = async () => (await api.get("/api/healthz")).status;
  return { chatbot, ready, alive };
}

describe("GET /api/readyz", () => {
  it("says how each part is, and stays 200 while one database server answers", async () => {
    const { primary, standby } = await requireWorkerCluster();
    const { ready, alive } = await openProbe();
    expect(await ready()).toEqual({ status: 200, states: up });
    await standby.stop("immediate");
    expect(await ready()).toEqual({ status: 200, states: { ...up, standby: "down" } });
    await standby.start();
    await primary.stop("immediate");
    expect(await ready()).toEqual({ status: 200, states: { ...up, primary: "down" } });
    await standby.stop("immediate");
    expect(await ready()).toEqual({ status: 503, states: { ...up, primary: "down", standby: "down" } });
    expect(await alive()).toBe(200);
    await primary.start();
    await standby.start();
    await expect.poll(ready, { timeout: 30_000 }).toEqual({ status: 200, states: up });
    // Servers that were killed recover as slowly as the disk is busy.
  }, 120_000);

  it("does not wait for servers that are frozen", async () => {
    const { standby } = await requireWorkerCluster();
    const { ready } = await openProbe();
    expect(await ready()).toMatchObject({ status: 200 });
    standby.kill("SIGSTOP");
    const lookedMs: number[] = [];
    const isDown = async () => {
      const askedAt = performance.now();
      const told = await ready();
      lookedMs.push(performance.now() - askedAt);
      return told;
    };
    // Where a signal takes a moment, the first look may still find it up.
    await expect.poll(isDown).toEqual({ status: 200, states: { ...up, standby: "down" } });
    expect(Math.max(...lookedMs)).toBeLessThan(5_000);
    standby.kill("SIGCONT");
    await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 200, states: up });
  });

  it("tells that the model is down or does not answer, and stays 200", async () => {
    const model = await startScriptedModel();
    const { ready } = await openProbe({ model });
    model.route("GET /health", silent);
    expect(await ready()).toEqual({ status: 200, states: { ...up, llm: "down" } });
    await model.close();
    expect(await ready()).toEqual({ status: 200, states: { ...up, llm: "down" } });
  });

  it("says that a standby that is not configured is off", async () => {
    const { ready } = await openProbe({ standby: false });
    expect(await ready()).toEqual({ status: 200, states: { ...up, standby: "off" } });
  });
});

import { join } from "node:path";
import { WebSocket } from "ws";
import { startEmbeddedPython } from "../embedded-python.ts";

/** A kernel of the embedded gateway for tests of the sandbox itself. */
export interface TestKernel {
  /** Runs code; interrupts and then restarts what takes longer. @returns all that was told, as JSON lines of content */
  run(code: string, timeoutMs: number): Promise<string>;
  close(): Promise<void>;
}

const root = join(import.meta.dirname, "../../..");

export async function startTestKernel(options: { memoryBytes?: number } = {}): Promise<TestKernel> {
  const gateway = await startEmbeddedPython({
    sandboxDir: join(root, "embedded/python/sandbox"),
    cacheDir: join(root, ".cache/python"),
    log: () => undefined,
    ...options,
  });
  const headers = { authorization: `token ${gateway.token}` };
  const ask = (method: string, path: string) =>
    fetch(`${gateway.url}/api/kernels${path}`, { method, headers });
  const { id } = (await (await ask("POST", "")).json()) as { id: string };
  const socket = new WebSocket(`${gateway.url.replace("http", "ws")}/api/kernels/${id}/channels`, {
    headers,
  });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  let lastNumber = 0;
  return {
    async run(code, timeoutMs) {
      const number = (lastNumber += 1);
      const msgId = `run-${number}`;
      const told: string[] = [];
      const timers = [
        setTimeout(() => void ask("POST", `/${id}/interrupt`), timeoutMs),
        setTimeout(() => void ask("POST", `/${id}/restart`), timeoutMs + 2_000),
      ];
      await new Promise<void>((resolve) => {
        const onMessage = (data: Buffer) => {
          const { header, parent_header, content } = JSON.parse(data.toString()) as {
            header: { msg_type: string };
            parent_header: { msg_id?: string };
            content: Record<string, unknown>;
          };
          const isLost = header.msg_type === "status" && content["execution_state"] === "restarting";
          if (parent_header.msg_id !== msgId && !isLost) return;
          if (header.msg_type === "stream") told.push(String(content["text"]));
          else if (!["status", "execute_input", "execute_reply"].includes(header.msg_type)) {
            told.push(`${header.msg_type} ${JSON.stringify(content)}\n`);
          }
          const isOver = header.msg_type === "status" && content["execution_state"] === "idle";
          if (isLost) told.push("[lost]\n");
          if (!isOver && !isLost) return;
          socket.off("message", onMessage);
          resolve();
        };
        socket.on("message", onMessage);
        const content = { code, silent: false, stop_on_error: false };
        const header = { msg_id: msgId, msg_type: "execute_request" };
        socket.send(JSON.stringify({ header, parent_header: {}, metadata: {}, content, channel: "shell" }));
      });
      for (const timer of timers) clearTimeout(timer);
      return told.join("");
    },
    async close() {
      socket.terminate();
      await gateway.close();
    },
  };
}

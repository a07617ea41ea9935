import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { Chance } from "./chance.ts";

export interface Balancer {
  /** Such as `http://127.0.0.1:40123`. */
  url: string;
  /** Where new connections go from now on; those that are open stay. */
  sendTo(urls: readonly string[]): void;
}

/** A load balancer of TCP connections without stickiness: each goes to any of the processes that takes it. */
export async function startBalancer(chance: Chance, urls: readonly string[]): Promise<Balancer> {
  let targets = urls;
  const open = new Set<net.Socket>();
  const server = net.createServer((client) => {
    open.add(client);
    client.on("close", () => open.delete(client));
    const first = chance.below(Math.max(targets.length, 1));
    forward(client, [...targets.slice(first), ...targets.slice(0, first)]);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.close();
    for (const socket of open) socket.destroy();
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, sendTo: (next) => void (targets = next) };
}

function forward(client: net.Socket, [target, ...others]: readonly string[]): void {
  if (target === undefined) {
    client.destroy();
    return;
  }
  const { hostname, port } = new URL(target);
  const upstream = net.connect(Number(port), hostname);
  let isConnected = false;
  client.on("error", () => upstream.destroy());
  upstream.on("connect", () => {
    isConnected = true;
    client.pipe(upstream).pipe(client);
    client.on("close", () => upstream.destroy());
  });
  upstream.on("error", () => {
    if (isConnected) client.destroy();
    else forward(client, others);
  });
  upstream.on("close", () => {
    if (isConnected) client.destroy();
  });
}

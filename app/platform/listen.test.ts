import { createServer, type Server } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { ConfigError } from "./config/config-error.ts";
import { listen } from "./listen.ts";

function makeServer(): Server {
  const server = createServer();
  onTestFinished(() => void server.close());
  return server;
}

describe("listen", () => {
  it("gives the port that it got", async () => {
    const server = makeServer();
    const port = await listen(server, { host: "127.0.0.1", port: 0, portVariable: "port" });
    expect(server.address()).toMatchObject({ port });
  });

  it.each([
    ["port", "PORT"],
    ["metricsPort", "METRICS_PORT"],
  ] as const)("names the variable of a port that is taken: %s", async (portVariable, name) => {
    const port = await listen(makeServer(), { host: "127.0.0.1", port: 0, portVariable: "port" });
    const taken = listen(makeServer(), { host: "127.0.0.1", port, portVariable });
    await expect(taken).rejects.toBeInstanceOf(ConfigError);
    await expect(taken).rejects.toThrow(`${name}: ${port} is in use by another program; stop that one`);
  });

  it("names HOST when the address is not this machine's", async () => {
    // TEST-NET-1 of RFC 5737 belongs to nobody.
    const listening = listen(makeServer(), { host: "192.0.2.1", port: 0, portVariable: "port" });
    await expect(listening).rejects.toThrow("HOST: 192.0.2.1 is no address of this machine (EADDRNOTAVAIL)");
  });
});

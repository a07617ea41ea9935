import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";
import { GatewayKernel, type StartProcess } from "./gateway-kernel.ts";
import { requestSchema } from "./messages.ts";

interface PythonGatewayOptions {
  startProcess: StartProcess;
  /** Kernels at once; each takes some 200 MiB. */
  maxKernels: number;
}

export interface RunningGateway {
  /** Without a slash at the end, for example `http://127.0.0.1:40123`. */
  url: string;
  token: string;
  /** Ends all kernels and resolves when the port is free. */
  close(): Promise<void>;
}

const host = "127.0.0.1";
/** Of a request on a socket: code, and what a file brings along. */
const largestRequest = 48 * 1024 * 1024;
const kernelPath = /^\/api\/kernels\/([0-9a-f-]{36})(?:\/(interrupt|restart|channels))?$/;

/** Serves kernels as Jupyter Server does, on a port of its own that only the loopback reaches, to whoever has the token. */
export async function startPythonGateway(options: PythonGatewayOptions): Promise<RunningGateway> {
  const token = randomBytes(32).toString("hex");
  const gateway = new PythonGateway(token, options);
  const server = gateway.createServer();
  server.listen(0, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("A TCP server has a port.");
  return {
    url: `http://${host}:${address.port}`,
    token,
    async close() {
      gateway.endKernels();
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

class PythonGateway {
  readonly #options: PythonGatewayOptions;
  readonly #authorization: Buffer;
  readonly #kernels = new Map<string, GatewayKernel>();
  readonly #sockets = new WebSocketServer({ noServer: true, maxPayload: largestRequest });

  constructor(token: string, options: PythonGatewayOptions) {
    this.#options = options;
    this.#authorization = Buffer.from(`token ${token}`);
  }

  createServer(): Server {
    const server = createServer((request, response) => this.#answer(request, response));
    server.on("upgrade", (request, socket, head) => this.#upgrade(request, socket, head));
    return server;
  }

  endKernels(): void {
    for (const kernel of this.#kernels.values()) kernel.end();
    this.#kernels.clear();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    request.resume();
    if (!this.#isAllowed(request)) return send(response, 403, { message: "Forbidden" });
    const { pathname } = new URL(request.url ?? "/", `http://${host}`);
    const verb = `${request.method ?? "GET"} ${pathname}`;
    if (verb === "GET /api") return send(response, 200, { version: "2.0.0" });
    if (verb === "GET /api/kernelspecs") return send(response, 200, kernelspecs);
    if (verb === "GET /api/kernels") {
      return send(
        response,
        200,
        [...this.#kernels.values()].map((kernel) => kernel.describe()),
      );
    }
    if (verb === "POST /api/kernels") return this.#create(response);
    const [, id = "", action] = kernelPath.exec(pathname) ?? [];
    const kernel = this.#kernels.get(id);
    if (!kernel) return send(response, 404, { message: `Kernel does not exist: ${id}` });
    return this.#act(`${request.method ?? "GET"} ${action ?? ""}`.trim(), kernel, response);
  }

  #act(verb: string, kernel: GatewayKernel, response: ServerResponse): void {
    switch (verb) {
      case "GET":
        return send(response, 200, kernel.describe());
      case "DELETE":
        this.#kernels.delete(kernel.id);
        kernel.end();
        return send(response, 204);
      case "POST interrupt":
        kernel.interrupt();
        return send(response, 204);
      case "POST restart":
        kernel.restart();
        return send(response, 200, kernel.describe());
      default:
        return send(response, 405, { message: "Method not allowed" });
    }
  }

  #create(response: ServerResponse): void {
    const { maxKernels, startProcess } = this.#options;
    if (this.#kernels.size >= maxKernels) {
      return send(response, 403, { message: `There are ${maxKernels} kernels already: end one first.` });
    }
    const kernel = new GatewayKernel(startProcess);
    this.#kernels.set(kernel.id, kernel);
    return send(response, 201, kernel.describe());
  }

  #upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on("error", () => socket.destroy());
    const url = new URL(request.url ?? "/", `http://${host}`);
    const [, id = "", action] = kernelPath.exec(url.pathname) ?? [];
    const kernel = this.#kernels.get(id);
    const status = !this.#isAllowed(request) ? 403 : !kernel || action !== "channels" ? 404 : undefined;
    if (status !== undefined || !kernel) {
      socket.end(`HTTP/1.1 ${status ?? 404} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const sessionId = url.searchParams.get("session_id") ?? randomUUID();
    this.#sockets.handleUpgrade(request, socket, head, (opened) => connect(kernel, opened, sessionId));
  }

  /** Pages never ask: whatever a browser sends bears an Origin, or names another host. */
  #isAllowed({ headers }: IncomingMessage): boolean {
    const given = Buffer.from(headers.authorization ?? "");
    return (
      headers.origin === undefined &&
      given.length === this.#authorization.length &&
      timingSafeEqual(given, this.#authorization)
    );
  }
}

function connect(kernel: GatewayKernel, socket: WebSocket, sessionId: string): void {
  kernel.sessions.add(socket, sessionId);
  socket.on("message", (data: Buffer, isBinary) => {
    const request = isBinary ? undefined : parseRequest(data.toString("utf8"));
    if (request) kernel.receive(request, sessionId);
    else socket.close(1003, "not a message of Jupyter's protocol");
  });
  socket.on("close", () => kernel.sessions.remove(socket));
  socket.on("error", () => socket.terminate());
}

function parseRequest(text: string) {
  try {
    return requestSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, body?: object): void {
  const json = body === undefined ? "" : JSON.stringify(body);
  response.writeHead(status, json === "" ? {} : { "content-type": "application/json" }).end(json);
}

const kernelspecs = {
  default: "python3",
  kernelspecs: {
    python3: { name: "python3", spec: { display_name: "Python 3", language: "python" }, resources: {} },
  },
};

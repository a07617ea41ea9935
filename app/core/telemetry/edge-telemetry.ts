/** The ways in: sockets, event streams and HTTP. */
export interface EdgeTelemetry {
  /** Sockets that are open in this process now. */
  sockets(count: number): void;
  /** An error was sent to a client. */
  clientError(edge: "http" | "websocket" | "sse", code: string): void;
}

import { z } from "zod";
import { describe, expect, it } from "vitest";
import { createLogger, type LogOptions } from "./log.ts";

function createRecordingLogger(options: Partial<LogOptions> = {}) {
  const written: string[] = [];
  const destination = { write: (line: string) => void written.push(line) };
  const log = createLogger({ level: "debug", pretty: false, destination, ...options });
  const lines = () => written.map((line) => z.record(z.string(), z.unknown()).parse(JSON.parse(line)));
  return { log, lines, text: () => written.join("") };
}

/** As drizzle builds it: the values of the statement stand in the message. */
function failedQuery() {
  const error = new Error("Failed query: insert into m values ($1)\nparams: my secret diary,\n    at home");
  return Object.assign(error, { query: "insert into m values ($1)", params: ["my secret diary"] });
}

describe("createLogger", () => {
  it("writes one JSON object per line with level, time and text", () => {
    const { log, lines, text } = createRecordingLogger();
    log.info({ port: 3000 }, "listening");
    log.warn("second");
    expect(text().match(/\n/g)).toHaveLength(2);
    expect(lines()[0]).toMatchObject({ level: "info", port: 3000, msg: "listening" });
    expect(z.iso.datetime().safeParse(lines()[0]?.["time"]).success).toBe(true);
  });

  it("leaves out what is below its level", () => {
    const { log, lines } = createRecordingLogger({ level: "warn" });
    log.info("quiet");
    log.error("loud");
    expect(lines().map((line) => line["msg"])).toEqual(["loud"]);
  });

  it("gives every line of a child its request id", () => {
    const { log, lines } = createRecordingLogger();
    log.child({ requestId: "r-1" }).info("asked");
    expect(lines()[0]).toMatchObject({ requestId: "r-1", msg: "asked" });
  });

  it("masks keys, passwords, cookies and authorization down to three levels", () => {
    const { log, text } = createRecordingLogger();
    log.info({
      apiKey: "s3cret",
      headers: { authorization: "s3cret", cookie: "s3cret", "set-cookie": "s3cret" },
    });
    log.info({ llm: { settings: { api_key: "s3cret", password: "s3cret" } }, "set-cookie": "s3cret" });
    expect(text()).not.toContain("s3cret");
    expect(text().match(/\*\*\*/g)).toHaveLength(7);
  });

  it("writes lines for people when pretty, errors included", () => {
    const { log, text } = createRecordingLogger({ pretty: true });
    log.error({ err: new Error("no route") }, "connecting failed");
    expect(text()).toMatch(/ERROR.*connecting failed/);
    expect(text()).toContain("no route");
    expect(text()).toContain("log.test.ts");
  });
});

describe("a logged error", () => {
  it("shows name, code, message, frames and the chain of causes", () => {
    const { log, lines } = createRecordingLogger();
    const cause = Object.assign(new Error("refused"), { code: "ECONNREFUSED" });
    log.error({ err: new TypeError("fetch failed", { cause }) }, "asking failed");
    expect(lines()[0]?.["err"]).toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      stack: expect.stringContaining("log.test.ts"),
      cause: { name: "Error", code: "ECONNREFUSED", message: "refused" },
    });
  });

  it("shows the parts of an AggregateError and ends a circle of causes", () => {
    const { log, lines } = createRecordingLogger();
    const circle = new Error("round");
    circle.cause = circle;
    log.error({ err: new AggregateError([new Error("first"), circle], "all failed") }, "x");
    expect(lines()[0]?.["err"]).toMatchObject({ errors: [{ message: "first" }, { message: "round" }] });
  });

  it("leaves requests, bodies and rows out that clients hang on errors", () => {
    const { log, text } = createRecordingLogger();
    const error = Object.assign(new Error("bad"), {
      httpRequest: { body: "my secret diary" },
      detail: "Key (content)=(my secret diary)",
    });
    log.error({ err: new Error("outer", { cause: error }) }, "x");
    expect(text()).not.toContain("my secret diary");
  });

  it("never shows the values of a failed statement, however it is logged", () => {
    const { log, text, lines } = createRecordingLogger();
    log.error(failedQuery());
    log.error({ err: failedQuery() });
    log.error({ err: new Error("outer", { cause: failedQuery() }) }, "x");
    log.error({ error: failedQuery() }, "x");
    expect(text()).not.toMatch(/diary|at home/);
    expect(lines()[0]).toMatchObject({ msg: "Failed query: insert into m values ($1)" });
  });

  it("never shows the text that was not JSON", () => {
    const { log, text } = createRecordingLogger();
    try {
      JSON.parse("my secret diary");
    } catch (error) {
      log.error(error);
      log.error({ err: error, reason: error });
    }
    expect(text()).not.toContain("diary");
    expect(text()).toContain("Not valid JSON");
  });
});

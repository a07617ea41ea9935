/**
 * Takes the place of kernel.mjs: JavaScript that has got free in the process of a kernel and tries what it can. It prints what
 * worked as JSON on descriptor 4.
 */
import childProcess from "node:child_process";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import fsPromises from "node:fs/promises";
import http from "node:http";
import https from "node:https";
import inspector from "node:inspector";
import module, { createRequire } from "node:module";
import net, { Socket } from "node:net";
import tls from "node:tls";
import vm from "node:vm";
import workers, { Worker } from "node:worker_threads";
import { closeProcess, prepareForLoading } from "./closing.mjs";

const { writeSync } = fs;
const exit = process.reallyExit.bind(process);
const { secretPath, markerPath, port, pid } = JSON.parse(
  fs.readFileSync(new URL("targets.json", import.meta.url), "utf8"),
);
prepareForLoading();
closeProcess();

const url = `http://127.0.0.1:${port}/`;
const attacks = {
  "fs.readFileSync": () => fs.readFileSync(secretPath, "utf8"),
  "fs.promises.readFile": () => fsPromises.readFile(secretPath, "utf8"),
  "fs.openSync": () => fs.openSync(secretPath),
  "fs.createReadStream": () => fs.createReadStream(secretPath),
  "fs.writeFileSync": () => fs.writeFileSync(markerPath, "x"),
  "fs.symlinkSync": () => fs.symlinkSync(secretPath, markerPath),
  "fs.readdirSync": () => fs.readdirSync("/etc"),
  "child_process.spawnSync": () => childProcess.spawnSync("touch", [markerPath]),
  "child_process.execSync": () => childProcess.execSync(`touch ${markerPath}`),
  "child_process.fork": () => childProcess.fork(markerPath),
  Worker: () => new Worker("process.exit()", { eval: true }),
  "workers.Worker": () => new workers.Worker("1", { eval: true }),
  "net.connect": () => net.connect(port, "127.0.0.1"),
  "new Socket().connect": () => new Socket().connect(port, "127.0.0.1"),
  "net.createServer": () => net.createServer().listen(0),
  "tls.connect": () => tls.connect(port, "127.0.0.1"),
  "http.get": () => http.get(url),
  "https.get": () => https.get(url),
  "dgram.send": () => dgram.createSocket("udp4").send("x", port, "127.0.0.1"),
  "dns.lookup": () => dns.lookup("example.org", () => undefined),
  "dns.promises": () => dns.promises.resolve("example.org"),
  fetch: () => fetch(url),
  WebSocket: () => new WebSocket(url.replace("http", "ws")),
  eval: () => eval("1 + 1"),
  Function: () => Function("return process")(),
  "constructor chain": () => [].map.constructor("return process")(),
  "async constructor": () => (async () => undefined).constructor("return process")(),
  "generator constructor": () => function* () {}.constructor("return process")(),
  "vm.runInThisContext": () => vm.runInThisContext("process"),
  "vm.Script": () => new vm.Script("1").runInThisContext(),
  "process.kill": () => process.kill(pid, 0),
  "process._kill": () => process._kill(pid, 0),
  "process.dlopen": () => process.dlopen({ exports: {} }, markerPath),
  "process.binding": () => process.binding("spawn_sync"),
  "process._linkedBinding": () => process._linkedBinding("fs"),
  "process.getBuiltinModule": () => process.getBuiltinModule("node:fs").readFileSync(secretPath),
  "process.mainModule": () => process.mainModule.require("fs"),
  "process.env": () => Object.keys(process.env).length > 0 || fail(),
  "process.chdir": () => process.chdir("/etc"),
  "process.setuid": () => process.setuid(0),
  "process._debugProcess": () => process._debugProcess(pid),
  "process.report": () => process.report.writeReport(markerPath),
  "inspector.open": () => inspector.open(0, "127.0.0.1"),
  "inspector.Session": () => new inspector.Session().connect(),
  createRequire: () => createRequire("/")("node:child_process"),
  "module._load": () => module._load("node:child_process").execSync(`touch ${markerPath}`),
  "module.register": () => module.register("data:text/javascript,"),
  "import of data": () =>
    import(`data:text/javascript,import fs from "node:fs"; export default fs.readFileSync("${secretPath}")`),
  "import of a file": () => import(`file://${secretPath}`),
  "import of sqlite": async () =>
    new (await import("node:sqlite")).DatabaseSync(markerPath).exec("create table x(y)"),
  "import of wasi": async () =>
    new (await import("node:wasi")).WASI({ version: "preview1", preopens: { "/": "/" } }),
  "import of cluster": async () => (await import("node:cluster")).default.fork(),
  "import of repl": async () => (await import("node:repl")).start().close(),
  "import of trace_events": async () =>
    (await import("node:trace_events")).createTracing({ categories: ["v8"] }).enable(),
};

function fail() {
  throw new Error("nothing");
}

const reached = [];
for (const [name, attack] of Object.entries(attacks)) {
  try {
    await attack();
    reached.push(name);
  } catch {
    // As it should be.
  }
}
writeSync(4, JSON.stringify({ tried: Object.keys(attacks).length, reached }));
exit(0);

/**
 * A process that is one kernel: CPython in WebAssembly, closed off, told what to run by a pipe.
 * Descriptors: 3 requests come in, 4 events go out, 5 a memory snapshot to start from (or nothing), 6 where one is written to.
 * Started by kernel-process.ts with Node's permission model on; it reads nothing but this folder and Pyodide's.
 */
import { Buffer } from "node:buffer";
import fs from "node:fs";
import { Socket } from "node:net";
import { performance } from "node:perf_hooks";
import { closeProcess, prepareForLoading } from "./closing.mjs";
import { createFrameReader, encodeFrame } from "./frames.mjs";
import { createOutput } from "./output.mjs";

const { readFileSync, readSync, writeSync, fstatSync } = fs;
const exit = process.reallyExit.bind(process);
const [, , pyodidePath, mode] = process.argv;
const requestPipe = 3;
const eventPipe = 4;
const snapshotFile = 5;
const snapshotTarget = 6;
/** How often running code looks for an interrupt, in milliseconds. */
const interruptEveryMs = 25;
const interruptSignal = 2;

const output = createOutput((event) => writeAll(eventPipe, encodeFrame(event)));
const pythonSource = readFileSync(new URL("./kernel.py", import.meta.url), "utf8");

/** The pipe blocks: while nobody reads, the code that writes waits. */
function writeAll(descriptor, bytes) {
  for (let written = 0; written < bytes.length;) written += writeSync(descriptor, bytes, written);
}

function readWhole(descriptor) {
  const { size } = fstatSync(descriptor);
  const bytes = new Uint8Array(size);
  for (let position = 0; position < size;) {
    const count = readSync(descriptor, bytes, position, size - position, position);
    if (count === 0) throw new Error("The memory snapshot is shorter than it was.");
    position += count;
  }
  return bytes;
}

/** Everything of the outside that Python sees: three devices. */
function installDevices({ FS }) {
  const device = (minor, write) => {
    const number = FS.makedev(64, minor);
    FS.registerDevice(number, {
      write: (_stream, buffer, offset, length) => {
        write(buffer.subarray(offset, offset + length));
        return length;
      },
      read: () => 0,
    });
    return number;
  };
  const replaceDevice = (path, number) => {
    if (FS.analyzePath(path).exists) FS.unlink(path);
    FS.mkdev(path, number);
  };
  replaceDevice("/dev/kernel", device(0, output.event));
  for (const [name, descriptor] of [
    ["stdout", 1],
    ["stderr", 2],
  ]) {
    const path = `/dev/chat-${name}`;
    replaceDevice(
      path,
      device(descriptor, (bytes) => output.text(name, bytes)),
    );
    const old = FS.getStream(descriptor);
    if (old) FS.close(old);
    FS.open(path, 1, undefined, descriptor);
  }
}

async function load() {
  prepareForLoading();
  const { loadPyodide } = await import(new URL("pyodide.mjs", pyodidePath));
  const refuse = (name) => () => {
    throw new Error(`${name} is not available here.`);
  };
  // Names that Pyodide's own modules ask `js` for while they are loaded; no function of the host is among them.
  const jsglobals = { eval: refuse("eval"), Object: {}, setTimeout: refuse("setTimeout") };
  const options = {
    indexURL: new URL(".", pyodidePath).pathname,
    // No packages: they would come from the network.
    lockFileContents: {
      ...JSON.parse(readFileSync(new URL("pyodide-lock.json", pyodidePath), "utf8")),
      packages: {},
    },
    jsglobals,
    env: { HOME: "/files", LANG: "C.UTF-8", PATH: "/usr/bin" },
    stdin: () => null,
    stdout: () => undefined,
    stderr: () => undefined,
    checkAPIVersion: true,
    enableRunUntilComplete: false,
    _makeSnapshot: mode === "make-snapshot",
  };
  if (mode === "load-snapshot") options._loadSnapshot = readWhole(snapshotFile);
  return loadPyodide(options);
}

const pyodide = await load();
if (mode !== "load-snapshot") {
  pyodide.runPython(`import sys, types
kernel_module = types.ModuleType("chat_kernel")
sys.modules["chat_kernel"] = kernel_module
exec(compile(${JSON.stringify(pythonSource)}, "<kernel>", "exec"), kernel_module.__dict__)
del kernel_module
`);
}
if (mode === "make-snapshot") {
  pyodide.runPython("from chat_kernel import kernel; kernel.prepare(); del kernel");
  writeAll(snapshotTarget, pyodide.makeMemorySnapshot());
  exit(0);
}
installDevices(pyodide);
const python = pyodide.runPython("from chat_kernel import kernel as k; k");
pyodide.runPython("del k");
if (mode !== "load-snapshot") python.prepare();
python.wake();

const readFrames = createFrameReader();
const waiting = [];
let current;
let pendingSignal = 0;
let lookedAt = 0;

function take(bytes) {
  for (const message of readFrames(bytes)) {
    if (message.type === "run") waiting.push(message);
    // What comes after its run's end is for no other run.
    else if (message.type === "interrupt" && current?.id === message.id) pendingSignal = interruptSignal;
  }
}

const buffer = new Uint8Array(65_536);

/** Looks for requests while Python runs, when no event of the pipe can come. */
function look() {
  const now = performance.now();
  if (now - lookedAt < interruptEveryMs) return;
  lookedAt = now;
  output.flush();
  try {
    for (;;) {
      const count = readSync(requestPipe, buffer, 0, buffer.length, null);
      if (count === 0) exit(0);
      take(Buffer.from(buffer.subarray(0, count)));
    }
  } catch (error) {
    if (error.code !== "EAGAIN") {
      writeSync(2, String(error.stack));
      exit(1);
    }
  }
}

pyodide.setInterruptBuffer({
  get 0() {
    look();
    return pendingSignal;
  },
  set 0(value) {
    pendingSignal = value;
  },
});

const pipe = new Socket({ fd: requestPipe, readable: true, writable: false });
pipe.on("data", (bytes) => {
  take(bytes);
  if (pendingSignal !== 0 && current) {
    // It waits for something: no signal reaches it.
    pendingSignal = 0;
    python.cancel();
  }
  void work();
});
pipe.on("end", () => exit(0));
pipe.on("error", () => exit(1));

async function work() {
  if (current) return;
  for (current = waiting.shift(); current; current = waiting.shift()) {
    pendingSignal = 0;
    const { id, code, silent, expressions } = current;
    output.begin(id);
    const reply = await python.run(JSON.stringify({ code, silent, expressions }));
    output.finish({ run: id, type: "execute_reply", content: JSON.parse(reply) });
    lookedAt = 0;
    look();
  }
}

closeProcess();
// The first run of anything is slow: it is done before anybody waits for it.
await python.run(JSON.stringify({ code: "None", silent: true, expressions: {} }));
output.finish({
  type: "ready",
  content: { version: pyodide.runPython("import sys; sys.version.split()[0]") },
});

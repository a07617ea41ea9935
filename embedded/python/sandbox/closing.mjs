/**
 * Takes from this process what JavaScript could do harm with, should code in Python ever reach JavaScript. The permission
 * model of Node denies files, programs, workers and addons; this denies what it leaves open: the network, signals, code from
 * strings by other names. None of it is a border between tenants: the program says so where it is started.
 */
import childProcess from "node:child_process";
import cluster from "node:cluster";
import dgram from "node:dgram";
import dns from "node:dns";
import fs from "node:fs";
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import inspector from "node:inspector";
import module from "node:module";
import net from "node:net";
import repl from "node:repl";
import tls from "node:tls";
import traceEvents from "node:trace_events";
import vm from "node:vm";
import workers from "node:worker_threads";

const deny = (name) =>
  function denied() {
    throw new Error(`${name} is not available here.`);
  };

/** Makes every function of a built-in module refuse. */
function closeModule(name, exported) {
  for (const key of Object.getOwnPropertyNames(exported)) {
    if (typeof exported[key] !== "function") continue;
    const { prototype } = exported[key];
    // Classes as well as what was made of them before.
    for (const method of prototype ? Object.getOwnPropertyNames(prototype) : []) {
      if (/^(?:connect|listen|bind|send|open|eval|run)/.test(method))
        replace(prototype, method, deny(`${name}.${key}`));
    }
    replace(exported, key, deny(`${name}.${key}`));
  }
}

function replace(owner, key, value) {
  try {
    Object.defineProperty(owner, key, { value, writable: false, configurable: false });
  } catch {
    try {
      owner[key] = value;
    } catch {
      // A getter of Node's own that cannot be replaced; the permission model stands behind it.
    }
  }
}

/** Before Pyodide is loaded: what it must find, and what it must not. */
export function prepareForLoading() {
  const constants = fs.constants;
  // Emscripten asks for the constants of the file system by a door that the permission model locks.
  process.binding = () => ({ fs: constants });
  process.env = {};
}

/** After Pyodide is loaded. */
export function closeProcess() {
  const modules = { net, tls, dgram, dns, http, http2, https, vm, cluster, inspector, repl, traceEvents };
  for (const [name, exported] of Object.entries(modules)) closeModule(name, exported);
  closeModule("dns.promises", dns.promises);
  closeModule("child_process", childProcess);
  closeModule("worker_threads", workers);
  for (const key of ["createRequire", "register", "runMain", "_load"])
    replace(module, key, deny(`module.${key}`));
  closeModule("fs.promises", fs.promises);
  for (const key of Object.getOwnPropertyNames(fs)) {
    // Pyodide asks for these two on its own descriptors.
    if (typeof fs[key] === "function" && key !== "fstatSync" && key !== "writeSync")
      replace(fs, key, deny(`fs.${key}`));
  }
  module.syncBuiltinESMExports();

  const refused = [
    ...[
      "kill",
      "abort",
      "chdir",
      "dlopen",
      "binding",
      "_linkedBinding",
      "getBuiltinModule",
      "setuid",
      "setgid",
    ],
    ...[
      "_debugProcess",
      "_debugEnd",
      "_startProfilerIdleNotifier",
      "_kill",
      "reallyExit",
      "setgroups",
      "initgroups",
    ],
    ...["openStdin", "send", "disconnect", "loadEnvFile", "seteuid", "setegid", "umask", "execve"],
  ];
  for (const key of refused) if (key in process) replace(process, key, deny(`process.${key}`));
  for (const key of ["mainModule", "report", "permission"])
    if (key in process) replace(process, key, undefined);
  process.env = {};
  process.argv.length = 0;
  process.execArgv.length = 0;
  replace(process, "execPath", "");

  const globals = [
    "fetch",
    "WebSocket",
    "EventSource",
    "XMLHttpRequest",
    "Worker",
    "SharedArrayBuffer",
    "BroadcastChannel",
  ];
  globals.push("MessageChannel", "navigator", "require", "module", "eval");
  for (const name of globals) {
    if (name in globalThis) replace(globalThis, name, undefined);
  }
  freezePrototypes();
}

/** Not Object's: Pyodide's own objects could not be assigned to any more. */
function freezePrototypes() {
  const ordinary = Object.getPrototypeOf(function () {});
  const generator = Object.getPrototypeOf(function* () {});
  const asyncFunction = Object.getPrototypeOf(async function () {});
  const asyncGenerator = Object.getPrototypeOf(async function* () {});
  const types = [
    Array,
    Promise,
    String,
    Number,
    Boolean,
    Symbol,
    BigInt,
    RegExp,
    Date,
    Map,
    Set,
    WeakMap,
    WeakSet,
  ];
  const prototypes = [
    ordinary,
    generator,
    asyncFunction,
    asyncGenerator,
    ...types.map((type) => type.prototype),
  ];
  for (const prototype of prototypes) Object.freeze(prototype);
  for (const builtin of [...types, Object, Reflect, JSON, Math]) Object.freeze(builtin);
}

/** Joins what code prints in close succession, and keeps the order of text and other events. */
import { Buffer } from "node:buffer";
import { performance } from "node:perf_hooks";
import { StringDecoder } from "node:string_decoder";

const flushBytes = 64 * 1024;
const flushEveryMs = 20;
const newline = 10;
/** What one picture or table may have; the other side refuses longer messages. */
const longestEvent = 16 * 1024 * 1024;
const eventTypes = new Set([
  "display_data",
  "update_display_data",
  "execute_result",
  "error",
  "clear_output",
]);

const tooLong = (bytes) =>
  `\nAn output of ${bytes} bytes is left out: at most ${longestEvent} bytes can be shown.\n`;

/** Code can write to the device of events whatever it likes. */
function parse(bytes) {
  try {
    return Object(JSON.parse(Buffer.from(bytes).toString("utf8")));
  } catch {
    return {};
  }
}

/** @param {(event: object) => void} send blocks until the other side has room */
export function createOutput(send) {
  let run;
  let name = "stdout";
  let pieces = [];
  let size = 0;
  let sentAt = 0;
  let timer;
  const decoders = { stdout: new StringDecoder("utf8"), stderr: new StringDecoder("utf8") };

  function flush() {
    clearTimeout(timer);
    timer = undefined;
    if (size === 0) return;
    const text = decoders[name].write(Buffer.concat(pieces, size));
    pieces = [];
    size = 0;
    sentAt = performance.now();
    if (text !== "") send({ run, type: "stream", content: { name, text } });
  }

  return {
    flush,
    /** Text that code printed. */
    text(source, bytes) {
      if (source !== name) flush();
      name = source;
      pieces.push(Buffer.from(bytes));
      size += bytes.length;
      const isLine = bytes[bytes.length - 1] === newline;
      if (size >= flushBytes || (isLine && performance.now() - sentAt >= flushEveryMs)) flush();
      else timer ??= setTimeout(flush, flushEveryMs);
    },
    /** An event that Python tells as JSON. */
    event(bytes) {
      const { type, content } = parse(bytes);
      if (!eventTypes.has(type)) return;
      flush();
      if (bytes.length <= longestEvent) send({ run, type, content });
      else send({ run, type: "stream", content: { name: "stderr", text: tooLong(bytes.length) } });
    },
    begin(id) {
      flush();
      run = id;
    },
    finish(event) {
      flush();
      send(event);
      run = undefined;
    },
  };
}

/** Messages on a pipe: the length of the JSON as four bytes, little-endian, and the JSON. */
import { Buffer } from "node:buffer";

/** More than any message has, code that brings a file along included; a length beyond it is no length. */
const longestFrame = 64 * 1024 * 1024;

export function encodeFrame(message) {
  const json = Buffer.from(JSON.stringify(message), "utf8");
  const frame = Buffer.allocUnsafe(4 + json.length);
  frame.writeUInt32LE(json.length, 0);
  json.copy(frame, 4);
  return frame;
}

/** Takes bytes as they come, gives whole messages. */
export function createFrameReader() {
  let chunks = [];
  let size = 0;
  const joined = () => {
    if (chunks.length !== 1) chunks = [Buffer.concat(chunks, size)];
    return chunks[0];
  };
  return function read(bytes) {
    if (bytes.length > 0) {
      chunks.push(bytes);
      size += bytes.length;
    }
    const messages = [];
    while (size >= 4) {
      const length = (chunks[0].length >= 4 ? chunks[0] : joined()).readUInt32LE(0);
      if (length > longestFrame) throw new Error(`A message of ${length} bytes is too long.`);
      if (size < 4 + length) break;
      const all = joined();
      messages.push(JSON.parse(all.toString("utf8", 4, 4 + length)));
      chunks = all.length > 4 + length ? [all.subarray(4 + length)] : [];
      size -= 4 + length;
    }
    return messages;
  };
}

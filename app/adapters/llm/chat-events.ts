import { StringDecoder } from "node:string_decoder";

import { createParser } from "eventsource-parser";

import type { ResponseStream } from "./response-stream.ts";
import { UpstreamError } from "./upstream-error.ts";

type Form = "events" | "json" | "unknown";

const byteOrderMark = "\u{FEFF}";
const eventFields = ["data:", "event:", "id:", "retry:", ":"];

/** What a body is by its first words, whatever its head says: servers and proxies give streams any type. */
function formOf(start: string, contentType: string): Form {
  const first = start.trimStart();
  if (first.startsWith("{") || first.startsWith("[")) return "json";
  if (first.startsWith("<")) return "unknown";
  if (contentType.includes("text/event-stream")) return "events";
  return eventFields.some((field) => first.startsWith(field)) ? "events" : "unknown";
}

/** Collects the data of events; the end of the answer is `[DONE]`. */
function createEventReader() {
  let events: string[] = [];
  let isDone = false;
  const add = (data: string) => {
    if (isDone || data === "") return;
    if (data.startsWith("[DONE]")) isDone = true;
    else events.push(data);
  };
  const addError = (data: string) => {
    // An error in an event of its own may have no field that says so.
    add(data.trimStart().startsWith("{") ? `{"error":${data}}` : JSON.stringify({ error: data }));
  };
  const parser = createParser({
    onEvent({ event, data }) {
      if (event === "ping") return;
      if (event === "error" && !data.startsWith("[DONE]")) addError(data);
      else add(data);
    },
    onError(problem) {
      // Older llama.cpp writes `error: {…}` where others write `data:`.
      if (problem.field === "error") addError(problem.value ?? "");
    },
  });
  return {
    feed: (text: string) => parser.feed(text),
    get isDone() {
      return isDone;
    },
    take(): readonly string[] {
      const taken = events;
      events = [];
      return taken;
    },
  };
}

/** One JSON document, or one a line. */
function splitDocuments(text: string): readonly string[] {
  try {
    JSON.parse(text);
    return [text];
  } catch {
    return text.split("\n").filter((line) => line.trim() !== "");
  }
}

/**
 * The JSON documents of a chat's answer, all that have arrived at a time: the events of a stream, or the one document of a
 * server that does not stream.
 * @throws UpstreamError `protocol` when it is neither
 */
export async function* readChatEvents(
  stream: ResponseStream,
  contentType: string,
): AsyncGenerator<readonly string[], void, undefined> {
  const reader = stream.getReader();
  const decoder = new StringDecoder("utf8");
  const events = createEventReader();
  let form: Form | undefined;
  let held = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      let text = done ? decoder.end() : decoder.write(value);
      if (form === undefined) {
        held += text;
        text = held.startsWith(byteOrderMark) ? held.slice(1) : held;
        // Blank so far: it may still become either.
        if (!done && text.trim() === "") continue;
        form = formOf(text, contentType);
        if (form === "unknown")
          throw new UpstreamError({ kind: "protocol", detail: "neither events nor JSON" });
        held = "";
      }
      if (form === "json") {
        held += text;
        if (!done) continue;
        yield splitDocuments(held);
        return;
      }
      events.feed(text);
      // Some servers leave out the blank line behind the last event.
      if (done) events.feed("\n\n");
      const arrived = events.take();
      if (arrived.length > 0) yield done ? arrived.filter(isJson) : arrived;
      if (done || events.isDone) return;
    }
  } finally {
    reader.releaseLock();
  }
}

/** What the end of a stream cut off is not there. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

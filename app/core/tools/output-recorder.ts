import { partLimits, type Output, type OutputData, type PartChange } from "#app/protocol/parts.ts";
import { StreamText } from "./stream-text.ts";
import type { ToolEvent } from "./tool.ts";

/** In UTF-16 code units. */
export interface OutputLimits {
  /** Text that is kept of one run. */
  textLength: number;
  /** Pictures, tables and other representations that are kept of one run. */
  dataLength: number;
}

const usualOutputLimits: OutputLimits = { textLength: 1_048_576, dataLength: 16_777_216 };

/** A line that is begun anew moves to an output of its own when so much stands before it: each update then is small. */
const longestBeforeLine = 4_096;
const nothing: Output = { type: "stream", name: "stdout", text: "" };

interface Slot {
  output: Output;
  /** Of a stream that may still grow. */
  stream?: StreamText;
  /** How much of its text has been told; undefined: all of it has to be told. */
  toldLength: number | undefined;
  isTold: boolean;
}

type OutputEvent = Extract<ToolEvent, { type: "output" | "update" | "clear" }>;

/**
 * The outputs of one run, kept within bounds, as a list that only grows and whose entries are replaced: what `clear_output`
 * took away is left as empty text and filled again. It tells the changes since it was last asked, however many events came in
 * between: who asks seldom is told of progress bars seldom.
 */
export class OutputRecorder {
  readonly #limits: OutputLimits;
  readonly #slots: Slot[] = [];
  readonly #changed = new Set<number>();
  /** Where the next output goes; behind the last, but after a clearing. */
  #next = 0;
  #open: number | undefined;
  #cutAt: number | undefined;
  #textLength = 0;
  #dataLength = 0;
  #clearsWithNext = false;
  #bytes = 0;

  constructor(limits: OutputLimits = usualOutputLimits) {
    this.#limits = limits;
  }

  /** All that came, kept or not. */
  get bytes(): number {
    return this.#bytes;
  }

  get outputs(): Output[] {
    return this.#slots.map(readOutput);
  }

  /** @returns false for an update of a display that is not here */
  add(event: OutputEvent): boolean {
    if (event.type === "clear") {
      if (event.wait) this.#clearsWithNext = true;
      else this.#clear();
      return true;
    }
    if (event.type === "update") return this.#update(event.displayId, event.data);
    if (this.#clearsWithNext) this.#clear();
    const { output } = event;
    if (output.type === "stream") this.#addText(output.name, output.text);
    else if (output.type === "data") this.#addData(output);
    else this.#place(output);
    return true;
  }

  /** What has changed since the last time, of the tool part at this index. */
  takeChanges(index: number): PartChange[] {
    const changes = [...this.#changed]
      .sort((one, other) => one - other)
      .flatMap((at) => this.#describe(index, at));
    this.#changed.clear();
    return changes;
  }

  #describe(index: number, at: number): PartChange[] {
    const slot = this.#slots[at];
    if (!slot) return [];
    const output = readOutput(slot);
    const { isTold, toldLength } = slot;
    slot.isTold = true;
    slot.toldLength = output.type === "stream" ? output.text.length : undefined;
    if (!isTold) return [{ index, output }];
    if (toldLength === undefined || output.type !== "stream") return [{ index, outputIndex: at, output }];
    const text = output.text.slice(toldLength);
    return text === "" ? [] : [{ index, outputIndex: at, text }];
  }

  #addText(name: "stdout" | "stderr", text: string): void {
    this.#bytes += Buffer.byteLength(text);
    const room = this.#limits.textLength - this.#textLength;
    const kept = text.length <= room ? text : text.slice(0, Math.max(0, room));
    if (kept !== "") this.#write(name, kept);
    if (kept.length < text.length) this.#cut(Buffer.byteLength(text.slice(kept.length)));
  }

  #write(name: "stdout" | "stderr", text: string): void {
    let at = this.#findOpen(name, text.length);
    if (at === undefined) {
      at = this.#place({ type: "stream", name, text: "" }, new StreamText());
      if (at === undefined) return;
      this.#open = at;
    }
    const slot = this.#slots[at];
    if (!slot?.stream) return;
    if (text.includes("\r") && slot.stream.doneLength > longestBeforeLine)
      return this.#moveLine(slot, name, text);
    const before = slot.stream.length;
    if (!slot.stream.write(text)) slot.toldLength = undefined;
    this.#textLength += slot.stream.length - before;
    this.#changed.add(at);
  }

  #findOpen(name: "stdout" | "stderr", length: number): number | undefined {
    const slot = this.#open === undefined ? undefined : this.#slots[this.#open];
    if (slot?.output.type !== "stream" || slot.output.name !== name || !slot.stream) return undefined;
    return slot.stream.length + length <= partLimits.streamLength ? this.#open : undefined;
  }

  #moveLine(slot: Slot, name: "stdout" | "stderr", text: string): void {
    const line = slot.stream?.takeLine();
    slot.toldLength = undefined;
    if (this.#open !== undefined) this.#changed.add(this.#open);
    this.#open = this.#place({ type: "stream", name, text: "" }, line);
    this.#write(name, text);
  }

  #addData(output: Extract<Output, { type: "data" }>): void {
    const { data, length, left } = this.#bound(output.data);
    this.#bytes += length + left;
    if (Object.keys(data).length > 0) {
      this.#dataLength += length;
      this.#place({ ...output, data });
    }
    if (left > 0) this.#cut(left);
  }

  /** The representations for which there is room, the plain text first. */
  #bound(given: OutputData): { data: OutputData; length: number; left: number } {
    let room = this.#limits.dataLength - this.#dataLength;
    let left = 0;
    const entries = Object.entries(given).sort(([one], [other]) => rank(one) - rank(other));
    const kept = entries.slice(0, partLimits.representations).filter(([, value]) => {
      const length = typeof value === "string" ? value.length : 0;
      const hasRoom = length <= room && length <= partLimits.dataLength;
      if (hasRoom) room -= length;
      else left += length;
      return hasRoom;
    });
    const length = this.#limits.dataLength - this.#dataLength - room;
    return { data: Object.fromEntries(kept), length, left };
  }

  #update(displayId: string, given: OutputData): boolean {
    let isHere = false;
    this.#slots.forEach((slot, at) => {
      if (slot.output.type !== "data" || slot.output.displayId !== displayId) return;
      isHere = true;
      const before = lengthOf(slot.output.data);
      this.#dataLength -= before;
      const { data, length } = this.#bound(given);
      this.#dataLength += length;
      this.#bytes += length;
      slot.output = { ...slot.output, data };
      slot.toldLength = undefined;
      this.#changed.add(at);
    });
    return isHere;
  }

  /** @returns where it is; undefined when there is no place left */
  #place(output: Output, stream?: StreamText): number | undefined {
    this.#open = undefined;
    // The last place is kept for saying that something was left out.
    if (this.#next >= partLimits.outputs - 1 && output.type !== "cut") {
      this.#cut(lengthOf(output.type === "data" ? output.data : {}));
      return undefined;
    }
    const at = this.#next;
    this.#next += 1;
    const known = this.#slots[at];
    this.#slots[at] = {
      output,
      ...(stream && { stream }),
      toldLength: undefined,
      isTold: known?.isTold ?? false,
    };
    this.#changed.add(at);
    return at;
  }

  #cut(bytes: number): void {
    const slot = this.#cutAt === undefined ? undefined : this.#slots[this.#cutAt];
    if (slot?.output.type === "cut" && this.#cutAt !== undefined) {
      slot.output = { type: "cut", bytes: slot.output.bytes + bytes };
      this.#changed.add(this.#cutAt);
    } else {
      this.#cutAt = this.#place({ type: "cut", bytes });
    }
  }

  #clear(): void {
    this.#clearsWithNext = false;
    this.#slots.forEach((slot, at) => {
      const isEmpty = slot.output === nothing;
      if (isEmpty) return;
      this.#slots[at] = { output: nothing, toldLength: undefined, isTold: slot.isTold };
      this.#changed.add(at);
    });
    this.#next = 0;
    this.#open = undefined;
    this.#cutAt = undefined;
    this.#textLength = 0;
    this.#dataLength = 0;
  }
}

function readOutput({ output, stream }: Slot): Output {
  return stream && output.type === "stream" ? { ...output, text: stream.text } : output;
}

function rank(mediaType: string): number {
  return mediaType === "text/plain" ? 0 : 1;
}

function lengthOf(data: OutputData): number {
  return Object.values(data).reduce((sum, value) => sum + (typeof value === "string" ? value.length : 0), 0);
}

import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import { AppError } from "#app/core/app-error.ts";

/** So many times the limit is read past, so that a client that sends all of it first hears why it was refused. */
const lingerFactor = 8;

const decoders = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/**
 * The body of a request as text: decompressed, in its charset, without a byte order mark. Nothing beyond the limit is
 * kept, also of a small body that would become a large one.
 * @throws AppError payload_too_large, unsupported_media_type, and invalid_request for bytes that are no text
 */
export async function readBodyText(request: Request, maxBytes: number): Promise<string> {
  return decodeText(await readBodyBytes(request, maxBytes), request.headers.get("Content-Type") ?? "");
}

/** @throws AppError payload_too_large, unsupported_media_type, invalid_request */
export async function readBodyBytes(request: Request, maxBytes: number): Promise<Buffer> {
  const coding = (request.headers.get("Content-Encoding") ?? "identity").trim().toLowerCase();
  if (!request.body) return Buffer.alloc(0);
  const source = Readable.fromWeb(request.body as ReadableStream<Uint8Array>);
  if (coding === "" || coding === "identity")
    return collect(source, maxBytes, lingerFactor, "The body broke off.");
  if (!isKnownCoding(coding)) {
    source.destroy();
    throw unsupported(`Content-Encoding must be one of ${Object.keys(decoders).join(", ")} or identity.`);
  }
  const decoder = decoders[coding]();
  source.on("error", (error) => decoder.destroy(error)).pipe(decoder);
  try {
    return await collect(decoder, maxBytes, 1, `The body is not what its Content-Encoding ${coding} says.`);
  } finally {
    source.destroy();
  }
}

async function collect(source: Readable, maxBytes: number, factor: number, broken: string): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes * factor) break;
      if (bytes <= maxBytes) chunks.push(chunk);
    }
  } catch (cause) {
    throw new AppError("invalid_request", { message: broken, cause });
  }
  if (bytes <= maxBytes) return Buffer.concat(chunks);
  throw new AppError("payload_too_large", { message: `The body must be at most ${maxBytes} bytes.` });
}

function decodeText(bytes: Buffer, contentType: string): string {
  const charset = /;\s{0,9}charset\s{0,9}=\s{0,9}"?([\w:.+-]{1,40})/i.exec(contentType)?.[1] ?? "utf-8";
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(charset, { fatal: true });
  } catch {
    throw unsupported(`The charset ${charset} is not known here. Send UTF-8.`);
  }
  try {
    return decoder.decode(bytes);
  } catch (cause) {
    throw new AppError("invalid_request", { message: `The body is not text in ${charset}.`, cause });
  }
}

function isKnownCoding(coding: string): coding is keyof typeof decoders {
  return Object.hasOwn(decoders, coding);
}

function unsupported(message: string): AppError {
  return new AppError("unsupported_media_type", { message });
}

import { crc32, deflateSync, inflateSync } from "node:zlib";

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const maxColours = 256;

/**
 * The same picture in at most 256 colours: a third of what Chromium writes. The commonest colours stay as they are, so
 * that plain surfaces do; the rare ones, which are the edges of letters, become the nearest of those.
 * @param png as Chromium writes it: 8 bits a channel, RGB or RGBA, not interlaced
 * @throws RangeError for any other kind
 */
export function shrinkPng(png: Buffer): Buffer {
  const { width, height, channels, pixels } = decode(png);
  return encode(width, height, indexColours(pixels, channels));
}

/** Whether it was written by `shrinkPng`. */
export function isShrunk(png: Buffer): boolean {
  return png[25] === 3;
}

interface Picture {
  width: number;
  height: number;
  channels: number;
  pixels: Buffer;
}

function decode(png: Buffer): Picture {
  const [width, height] = [png.readUInt32BE(16), png.readUInt32BE(20)];
  const [depth, colourType, , , interlaced] = png.subarray(24, 29);
  if (depth !== 8 || (colourType !== 2 && colourType !== 6) || interlaced !== 0) {
    throw new RangeError("only 8-bit RGB and RGBA pictures can be read");
  }
  const channels = colourType === 2 ? 3 : 4;
  const data = inflateSync(Buffer.concat(readChunks(png, "IDAT")));
  return { width, height, channels, pixels: unfilter(data, width * channels, height, channels) };
}

function readChunks(png: Buffer, wanted: string): Buffer[] {
  const found: Buffer[] = [];
  for (let at = signature.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    if (png.toString("latin1", at + 4, at + 8) === wanted) found.push(png.subarray(at + 8, at + 8 + length));
    at += length + 12;
  }
  return found;
}

/** Undoes the filters of PNG (ISO 15948, clause 9), each of which adds a guess from the neighbours. */
function unfilter(data: Buffer, rowLength: number, height: number, channels: number): Buffer {
  const pixels = Buffer.alloc(rowLength * height);
  for (let row = 0; row < height; row += 1) {
    const start = row * rowLength;
    const filter = data[start + row]!;
    for (let column = 0; column < rowLength; column += 1) {
      const at = start + column;
      const left = column >= channels ? pixels[at - channels]! : 0;
      const above = row > 0 ? pixels[at - rowLength]! : 0;
      const corner = row > 0 && column >= channels ? pixels[at - rowLength - channels]! : 0;
      pixels[at] = data[at + row + 1]! + guess(filter, left, above, corner);
    }
  }
  return pixels;
}

function guess(filter: number, left: number, above: number, corner: number): number {
  switch (filter) {
    case 1:
      return left;
    case 2:
      return above;
    case 3:
      return (left + above) >> 1;
    case 4:
      return nearestOf(left, above, corner);
    default:
      return 0;
  }
}

/** Paeth's predictor. */
function nearestOf(left: number, above: number, corner: number): number {
  const toLeft = Math.abs(above - corner);
  const toAbove = Math.abs(left - corner);
  const toCorner = Math.abs(left + above - 2 * corner);
  if (toLeft <= toAbove && toLeft <= toCorner) return left;
  return toAbove <= toCorner ? above : corner;
}

interface Indexed {
  palette: Buffer;
  indices: Buffer;
}

/** Transparency is not kept: pages have none. */
function indexColours(pixels: Buffer, channels: number): Indexed {
  const colours = new Uint32Array(pixels.length / channels);
  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < colours.length; pixel += 1) {
    const colour = pixels.readUIntBE(pixel * channels, 3);
    colours[pixel] = colour;
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const byCount = [...counts].sort(([, one], [, other]) => other - one).map(([colour]) => colour);
  const kept = byCount.slice(0, maxColours);
  const places = new Map(
    byCount.map((colour, rank) => [colour, rank < maxColours ? rank : findNearest(colour, kept)]),
  );
  const indices = Buffer.from(Uint8Array.from(colours, (colour) => places.get(colour) ?? 0));
  return { palette: Buffer.from(kept.flatMap(channelsOf)), indices };
}

function findNearest(colour: number, kept: readonly number[]): number {
  let [nearest, least] = [0, Infinity];
  for (let place = 0; place < kept.length; place += 1) {
    const distance = distanceOf(colour, kept[place]!);
    if (distance < least) [nearest, least] = [place, distance];
  }
  return nearest;
}

function distanceOf(one: number, other: number): number {
  const red = (one >> 16) - (other >> 16);
  const green = ((one >> 8) & 255) - ((other >> 8) & 255);
  const blue = (one & 255) - (other & 255);
  return red * red + green * green + blue * blue;
}

const channelsOf = (colour: number) => [colour >> 16, (colour >> 8) & 255, colour & 255];

function encode(width: number, height: number, { palette, indices }: Indexed): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.alloc((width + 1) * height);
  for (let row = 0; row < height; row += 1) {
    indices.copy(rows, row * (width + 1) + 1, row * width, (row + 1) * width);
  }
  return Buffer.concat([
    signature,
    chunk("IHDR", header),
    chunk("PLTE", palette),
    chunk("IDAT", deflateSync(rows, { level: 9 })),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(data.length, 0);
  body.copy(framed, 4);
  framed.writeUInt32BE(crc32(body), body.length + 4);
  return framed;
}

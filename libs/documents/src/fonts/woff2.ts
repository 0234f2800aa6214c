import { brotliDecompressSync } from 'node:zlib';

// The numbered tags of the WOFF2 table directory (W3C WOFF File Format 2.0, 4.1), four characters each.
const knownTags =
  'cmapheadhheahmtxmaxpnameOS/2postcvt fpgmglyflocaprepCFF VORGEBDTEBLCgasphdmxkernLTSHPCLTVDMXvheavmtxBASEGDEFGPOSGSUBEBSCJSTFMATHCBDTCBLCCOLRCPALSVG sbixacntavarbdatblocbslncvarfdscfeatfmtxfvargvarhstyjustlcarmortmorxopbdproptrakZapfSilfGlatGlocFeatSill';

interface Cursor {
  readonly bytes: Buffer;
  at: number;
}

const headerLength = 48;
const haveInstructions = 0x100;

/**
 * Unpacks a WOFF2 font (TrueType outlines) into its plain tables by tag, without hinting instructions: they are for screens, and
 * cost a third of the size. Done here because fontkit 2.0.4 cannot apply variations to a font that it reads as WOFF2.
 * @throws Error when the bytes are no WOFF2 font.
 */
export function unpackWoff2(bytes: Buffer): Map<string, Buffer> {
  if (bytes.toString('latin1', 0, 4) !== 'wOF2') throw new Error('not a WOFF2 font');
  const cursor: Cursor = { bytes, at: headerLength };
  const directory = Array.from({ length: bytes.readUInt16BE(12) }, () => readEntry(cursor));
  const data = brotliDecompressSync(bytes.subarray(cursor.at, cursor.at + bytes.readUInt32BE(20)));
  const tables = new Map<string, Buffer>();
  let offset = 0;
  for (const { tag, length } of directory) {
    tables.set(tag, data.subarray(offset, offset + length));
    offset += length;
  }
  const transformed = new Set(directory.filter((entry) => entry.transformed).map((entry) => entry.tag));
  if (transformed.has('hmtx')) throw new Error('WOFF2 fonts with a transformed hmtx table are not supported');
  const glyphs = tables.get('glyf');
  if (glyphs && transformed.has('glyf')) {
    const { glyf, loca } = rebuildGlyphs(glyphs);
    tables.set('glyf', glyf);
    tables.set('loca', loca);
    const head = Buffer.from(tables.get('head') ?? Buffer.alloc(54));
    head.writeInt16BE(1, 50); // loca in its long form
    tables.set('head', head);
  }
  return tables;
}

/** Joins font tables to one sfnt file; checksums are left at zero, which no PDF reader minds. */
export function writeSfnt(tables: ReadonlyMap<string, Buffer>): Buffer {
  const header = Buffer.alloc(12 + 16 * tables.size);
  const log = Math.floor(Math.log2(tables.size));
  header.writeUInt32BE(0x00010000, 0);
  header.writeUInt16BE(tables.size, 4);
  header.writeUInt16BE(16 << log, 6);
  header.writeUInt16BE(log, 8);
  header.writeUInt16BE(16 * tables.size - (16 << log), 10);
  const parts: Buffer[] = [header];
  let offset = header.length;
  [...tables.keys()].sort().forEach((tag, index) => {
    const table = tables.get(tag) as Buffer;
    header.write(tag, 12 + 16 * index, 'latin1');
    header.writeUInt32BE(offset, 12 + 16 * index + 8);
    header.writeUInt32BE(table.length, 12 + 16 * index + 12);
    parts.push(table, Buffer.alloc(-table.length & 3));
    offset += (table.length + 3) & ~3;
  });
  return Buffer.concat(parts);
}

function readEntry(cursor: Cursor): { tag: string; length: number; transformed: boolean } {
  const flags = readByte(cursor);
  const known = flags & 63;
  let tag = knownTags.slice(known * 4, known * 4 + 4);
  if (known === 63) {
    tag = cursor.bytes.toString('latin1', cursor.at, cursor.at + 4);
    cursor.at += 4;
  }
  const originalLength = readBase128(cursor);
  const version = flags >> 6;
  const transformed = tag === 'glyf' || tag === 'loca' ? version !== 3 : version !== 0;
  return { tag, length: transformed ? readBase128(cursor) : originalLength, transformed };
}

function readByte(cursor: Cursor): number {
  return cursor.bytes.readUInt8(cursor.at++);
}

function readBase128(cursor: Cursor): number {
  let value = 0;
  for (;;) {
    const byte = readByte(cursor);
    value = value * 128 + (byte & 127);
    if (byte < 128) return value;
  }
}

function read255(cursor: Cursor): number {
  const code = readByte(cursor);
  if (code === 253) return (readByte(cursor) << 8) | readByte(cursor);
  if (code === 255) return readByte(cursor) + 253;
  if (code === 254) return readByte(cursor) + 506;
  return code;
}

function rebuildGlyphs(table: Buffer): { glyf: Buffer; loca: Buffer } {
  const count = table.readUInt16BE(4);
  let start = 36;
  const streams = Array.from({ length: 7 }, (_, index): Cursor => {
    const length = table.readUInt32BE(8 + 4 * index);
    start += length;
    return { bytes: table.subarray(start - length, start), at: 0 };
  });
  const [contours, points, flags, outlines, composites, boxes] = streams as [
    Cursor,
    Cursor,
    Cursor,
    Cursor,
    Cursor,
    Cursor,
  ];
  const bitmap = boxes.bytes;
  boxes.at = 4 * Math.ceil(count / 32);
  const takeBox = (glyph: number): Buffer | undefined => {
    if (((bitmap[glyph >> 3] ?? 0) & (0x80 >> (glyph & 7))) === 0) return undefined;
    boxes.at += 8;
    return bitmap.subarray(boxes.at - 8, boxes.at);
  };
  const parts: Buffer[] = [];
  const loca = Buffer.alloc(4 * (count + 1));
  let offset = 0;
  for (let glyph = 0; glyph < count; glyph++) {
    loca.writeUInt32BE(offset, 4 * glyph);
    const contourCount = contours.bytes.readInt16BE(2 * glyph);
    const box = takeBox(glyph);
    if (contourCount === 0) continue;
    const part =
      contourCount < 0
        ? compositeGlyph(composites, outlines, box)
        : simpleGlyph(contourCount, points, flags, outlines, box);
    parts.push(part);
    offset += part.length;
  }
  loca.writeUInt32BE(offset, 4 * count);
  return { glyf: Buffer.concat(parts), loca };
}

function compositeGlyph(composites: Cursor, outlines: Cursor, box: Buffer = Buffer.alloc(8)): Buffer {
  const start = composites.at;
  let instructed = false;
  for (let more = true; more; ) {
    const flags = composites.bytes.readUInt16BE(composites.at);
    const transform = flags & 0x08 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0;
    instructed ||= (flags & haveInstructions) !== 0;
    composites.at += 4 + (flags & 1 ? 4 : 2) + transform;
    more = (flags & 0x20) !== 0;
  }
  if (instructed) read255(outlines);
  const components = Buffer.from(composites.bytes.subarray(start, composites.at));
  if (instructed) clearInstructionFlags(components);
  return padded(Buffer.concat([Buffer.from([0xff, 0xff]), box, components]));
}

function clearInstructionFlags(components: Buffer): void {
  for (let at = 0; at < components.length; ) {
    const flags = components.readUInt16BE(at);
    components.writeUInt16BE(flags & ~haveInstructions, at);
    at += 4 + (flags & 1 ? 4 : 2) + (flags & 0x08 ? 2 : flags & 0x40 ? 4 : flags & 0x80 ? 8 : 0);
  }
}

function simpleGlyph(contourCount: number, points: Cursor, flags: Cursor, outlines: Cursor, box?: Buffer): Buffer {
  const ends: number[] = [];
  for (let contour = 0, end = -1; contour < contourCount; contour++) {
    end += read255(points);
    ends.push(end);
  }
  const total = (ends.at(-1) ?? -1) + 1;
  const header = 10 + 2 * contourCount + 2;
  const glyph = Buffer.alloc(header + 5 * total);
  const limits = [32767, 32767, -32768, -32768] as [number, number, number, number];
  for (let point = 0, x = 0, y = 0; point < total; point++) {
    const flag = readByte(flags);
    const [dx, dy] = readTriplet(flag & 127, outlines);
    x += dx;
    y += dy;
    limits[0] = Math.min(limits[0], x);
    limits[1] = Math.min(limits[1], y);
    limits[2] = Math.max(limits[2], x);
    limits[3] = Math.max(limits[3], y);
    glyph[header + point] = flag >> 7 === 0 ? 1 : 0;
    glyph.writeInt16BE(dx, header + total + 2 * point);
    glyph.writeInt16BE(dy, header + 3 * total + 2 * point);
  }
  read255(outlines); // the length of the instructions, which are left out
  glyph.writeInt16BE(contourCount, 0);
  if (box) box.copy(glyph, 2);
  else
    limits.forEach((limit, index) => {
      glyph.writeInt16BE(limit, 2 + 2 * index);
    });
  ends.forEach((end, index) => {
    glyph.writeUInt16BE(end, 10 + 2 * index);
  });
  return padded(glyph);
}

// WOFF2 5.2: a flag of seven bits says how many bytes follow and how dx and dy are packed in them.
function readTriplet(flag: number, outlines: Cursor): [number, number] {
  const sign = (bit: number, value: number) => (flag & bit ? value : -value);
  const first = readByte(outlines);
  if (flag < 10) return [0, sign(1, ((flag & 14) << 7) + first)];
  if (flag < 20) return [sign(1, (((flag - 10) & 14) << 7) + first), 0];
  if (flag < 84) {
    const packed = flag - 20;
    return [sign(1, 1 + (packed & 0x30) + (first >> 4)), sign(2, 1 + ((packed & 0x0c) << 2) + (first & 15))];
  }
  const second = readByte(outlines);
  if (flag < 120) {
    const packed = flag - 84;
    return [sign(1, 1 + (Math.trunc(packed / 12) << 8) + first), sign(2, 1 + (((packed % 12) >> 2) << 8) + second)];
  }
  const third = readByte(outlines);
  if (flag < 124) return [sign(1, (first << 4) + (second >> 4)), sign(2, ((second & 15) << 8) + third)];
  return [sign(1, (first << 8) + second), sign(2, (third << 8) + readByte(outlines))];
}

function padded(glyph: Buffer): Buffer {
  return glyph.length % 4 === 0 ? glyph : Buffer.concat([glyph, Buffer.alloc(4 - (glyph.length % 4))]);
}

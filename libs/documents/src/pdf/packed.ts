import { deflated } from './deflated.ts';

/**
 * A finished PDF with its small objects in compressed object streams, and the table of places as a stream too (ISO 32000 7.5.7,
 * 7.5.8): what ties a page to its headings and cells is a hundred objects of a line each, a quarter of a certificate. Most say the same in
 * every document of the same build: they have a stream of their own, which is made once.
 */
export interface PackedFile {
  /** A small object that says something of the document's facts. */
  own(object: SmallObject): void;
  /** One that stands in the file as it is: a stream, or what our verifiers read without knowing PDF. */
  plain(id: number, text: string, stream?: Uint8Array): void;
  /** The whole file, with what its build has alike, in memory of its own; `last` is the highest number that was given. */
  finish(last: number, common: Pack, trailer: string, seal?: Seal): Buffer<ArrayBuffer>;
}

export interface SmallObject {
  readonly id: number;
  readonly text: string;
}

/** What stands behind the end of a file and follows from its bytes. */
export interface Seal {
  /** How many characters it has; they are ASCII. */
  readonly length: number;
  of(file: Uint8Array): string;
}

/** Objects in a stream: their numbers in the order in which they stand there, and where the first begins. */
export interface Pack {
  readonly ids: readonly number[];
  readonly first: number;
  readonly stream: Uint8Array;
}

/** By number: their places are then a row of neighbors, of which next to nothing is left when it is compressed. */
export function packOf(objects: readonly SmallObject[], level: number): Pack {
  const inOrder = objects.toSorted((one, other) => one.id - other.id);
  let [heads, bodies] = ['', ''];
  for (const { id, text } of inOrder) {
    heads += `${id} ${bodies.length} `;
    bodies += `${text}\n`;
  }
  const stream = deflated(Buffer.from(heads + bodies, 'latin1'), level);
  return { ids: inOrder.map(({ id }) => id), first: heads.length, stream };
}

/** How an object's place is told: in the file, at an offset; or within an object stream, by its index there. */
interface Place {
  readonly kind: 1 | 2;
  readonly place: number;
  readonly index: number;
}

export function packedFile(header: string): PackedFile {
  const chunks: (string | Uint8Array)[] = [header];
  let length = header.length;
  const write = (chunk: string | Uint8Array) => {
    chunks.push(chunk);
    length += chunk.length;
  };
  const own: SmallObject[] = [];
  const places: Place[] = [];
  const plain = (id: number, text: string, stream?: Uint8Array) => {
    places[id] = { kind: 1, place: length, index: 0 };
    write(`${id} 0 obj\n${text}\n`);
    if (stream) {
      write('stream\n');
      write(stream);
      write('\nendstream\n');
    }
    write('endobj\n');
  };
  const pack = (id: number, { ids, first, stream }: Pack) => {
    for (const [index, each] of ids.entries()) places[each] = { kind: 2, place: id, index };
    const about = `/Type /ObjStm /N ${ids.length} /First ${first}`;
    plain(id, `<< ${about} /Filter /FlateDecode /Length ${stream.length} >>`, stream);
  };
  return {
    plain,
    own(object) {
      own.push(object);
    },
    finish(last, common, trailer, seal) {
      pack(last + 1, common);
      pack(last + 2, packOf(own, 4));
      const id = last + 3;
      const tableAt = length;
      places[id] = { kind: 1, place: tableAt, index: 0 };
      const table = deflated(tableOf(places), 4);
      const decoded = `/Filter /FlateDecode /DecodeParms << /Predictor 12 /Columns ${columns} >> /Length ${table.length}`;
      plain(id, `<< /Type /XRef /Size ${id + 1} /W [1 3 2]\n${trailer}\n${decoded} >>`, table);
      write(`startxref\n${tableAt}\n%%EOF\n`);
      return joined(chunks, length, seal);
    },
  };
}

const columns = 6;

/**
 * Where each object is: one byte that says how, so many of its place, two of its index there. Each row as its difference from the one
 * before (ISO 32000 7.4.4.4, predictor 12): nearly all are the next place in the object stream.
 */
function tableOf(places: readonly Place[]): Uint8Array {
  const differences = new Uint8Array((columns + 1) * places.length);
  const before = new Uint8Array(columns);
  for (let row = 0; row < places.length; row++) {
    const { kind = 0, place = 0, index = 0 } = places[row] ?? {};
    const bytes = [kind, place >> 16, place >> 8, place, index >> 8, index];
    const at = row * (columns + 1);
    differences[at] = 2;
    for (let column = 0; column < columns; column++) {
      const byte = (bytes[column] ?? 0) & 0xff;
      differences[at + 1 + column] = byte - (before[column] ?? 0);
      before[column] = byte;
    }
  }
  return differences;
}

// In memory that nothing else is in: it can be handed to another thread as it is.
function joined(chunks: readonly (string | Uint8Array)[], length: number, seal?: Seal): Buffer<ArrayBuffer> {
  const bytes = Buffer.allocUnsafeSlow(length + (seal?.length ?? 0));
  let at = 0;
  for (const chunk of chunks) {
    if (typeof chunk === 'string') bytes.write(chunk, at, 'latin1');
    else bytes.set(chunk, at);
    at += chunk.length;
  }
  if (seal) bytes.write(seal.of(bytes.subarray(0, length)), length, 'latin1');
  return bytes;
}

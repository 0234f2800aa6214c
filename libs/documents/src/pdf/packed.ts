import { deflateSync } from 'node:zlib';

/**
 * A finished PDF with its small objects in one compressed object stream, and the table of places as a stream too (ISO 32000 7.5.7,
 * 7.5.8): what ties a page to its headings and cells is a hundred objects of a line each, a quarter of a certificate. Streams stay as
 * they are, and so do the properties, which our verifiers read without knowing PDF.
 */

// Levels below zlib's own: the last two hundredths of the bytes would take half of the time of all this.

/** Takes what is written of a file, piece by piece as pdfkit writes it. */
export interface PackedFile {
  /** A line, without its end. */
  line(text: string): void;
  bytes(data: Uint8Array): void;
  /** The whole file. */
  finish(): Buffer;
}

interface Written {
  readonly id: number;
  dictionary: string;
  stream?: Uint8Array[];
}

/** @param header what comes before the first object */
export function packedFile(header: Buffer): PackedFile {
  const objects: Written[] = [];
  let open: Written | undefined;
  let after = '';
  return {
    line(text) {
      const [, id] = (!open && /^(\d+) 0 obj$/.exec(text)) || [];
      if (id !== undefined) {
        open = { id: Number(id), dictionary: '' };
        objects.push(open);
      } else if (text === 'endobj') open = undefined;
      else if (!open) after += `${text}\n`;
      else if (open.stream) {
        if (text !== '\nendstream') open.stream.push(Buffer.from(`${text}\n`, 'latin1'));
      } else if (text === 'stream') open.stream = [];
      else open.dictionary += open.dictionary === '' ? text : `\n${text}`;
    },
    bytes(data) {
      open?.stream?.push(data);
    },
    finish: () => fileOf(header, objects, /trailer\n<<\n([\s\S]*?)\n>>/.exec(after)?.[1] ?? ''),
  };
}

function fileOf(header: Buffer, objects: readonly Written[], trailer: string): Buffer {
  const info = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  const isSmall = ({ id, dictionary, stream }: Written) => !stream && id !== info && !dictionary.startsWith('(');
  const [packed, alone] = [objects.filter(isSmall), objects.filter((each) => !isSmall(each))];
  const packedId = objects.reduce((most, { id }) => Math.max(most, id), 0) + 1;
  const places = new Map<number, readonly [kind: number, place: number, index: number]>();
  const chunks: Uint8Array[] = [header];
  let offset = header.length;
  const add = ({ id, dictionary, stream }: Written) => {
    places.set(id, [1, offset, 0]);
    const parts = [
      `${id} 0 obj\n${dictionary}\n`,
      ...(stream ? ['stream\n', ...stream, '\nendstream\n'] : []),
      'endobj\n',
    ];
    for (const part of parts) {
      const bytes = typeof part === 'string' ? Buffer.from(part, 'latin1') : part;
      chunks.push(bytes);
      offset += bytes.length;
    }
  };
  for (const object of alone) add(compressed(object));
  for (const [index, { id }] of packed.entries()) places.set(id, [2, packedId, index]);
  add(objectStream(packedId, packed));
  const [tableAt, tableId] = [offset, packedId + 1];
  places.set(tableId, [1, tableAt, 0]);
  add(tableOf(tableId, places, trailer));
  chunks.push(Buffer.from(`startxref\n${tableAt}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(chunks);
}

function objectStream(id: number, packed: readonly Written[]): Written {
  let [heads, bodies] = ['', ''];
  for (const { id: each, dictionary } of packed) {
    heads += `${each} ${bodies.length} `;
    bodies += `${dictionary}\n`;
  }
  const stream = deflateSync(Buffer.from(heads + bodies, 'latin1'), { level: 4 });
  const about = `/Type /ObjStm /N ${packed.length} /First ${heads.length}`;
  return { id, dictionary: `<< ${about} /Filter /FlateDecode /Length ${stream.length} >>`, stream: [stream] };
}

/** Where each object is: one byte that says how, three of its place, two of its index there. */
function tableOf(
  id: number,
  places: ReadonlyMap<number, readonly [kind: number, place: number, index: number]>,
  trailer: string,
): Written {
  const rows = Buffer.alloc(6 * (id + 1));
  for (const [each, [kind, place, index]] of places) {
    rows.writeUInt8(kind, 6 * each);
    rows.writeUIntBE(place, 6 * each + 1, 3);
    rows.writeUInt16BE(index, 6 * each + 4);
  }
  const stream = deflateSync(rows, { level: 3 });
  const rest = trailer.replace(/\/Size \d+\n?/, '');
  const about = `/Type /XRef /Size ${id + 1} /W [1 3 2]\n${rest}\n/Filter /FlateDecode /Length ${stream.length}`;
  return { id, dictionary: `<< ${about} >>`, stream: [stream] };
}

/** pdfkit leaves the metadata as they are; they repeat what the properties say, for machines. */
function compressed(object: Written): Written {
  if (!object.stream || !/\/Type \/Metadata/.test(object.dictionary)) return object;
  const stream = deflateSync(Buffer.concat(object.stream), { level: 3 });
  const dictionary = `<< /Type /Metadata /Subtype /XML /Filter /FlateDecode /Length ${stream.length} >>`;
  return { ...object, dictionary, stream: [stream] };
}

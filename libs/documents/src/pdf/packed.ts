import { createRecent } from '../fonts/recent.ts';
import { deflated } from './deflated.ts';

/**
 * A finished PDF with its small objects in compressed object streams, and the table of places as a stream too (ISO 32000 7.5.7,
 * 7.5.8): what ties a page to its headings and cells is a hundred objects of a line each, a quarter of a certificate. Most say the same in
 * every document of the same build: they have a stream of their own, which is compressed once. Other streams stay as they are, and so do
 * properties of our own, which our verifiers read without knowing PDF.
 */

/** Takes what is written of a file, piece by piece as pdfkit writes it. */
export interface PackedFile {
  /** A line, without its end. */
  line(text: string): void;
  bytes(data: Uint8Array): void;
  /** An object in its final form, without going through lines. */
  object(id: number, dictionary: string, stream?: Uint8Array): void;
  /** One that documents of the same build have alike: nothing in it is of their facts. */
  common(id: number, dictionary: string): void;
  /** The whole file. */
  finish(): Buffer;
}

interface Written {
  readonly id: number;
  dictionary: string;
  stream?: Uint8Array[];
  readonly isCommon?: boolean;
}

const known = new Set(['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer', 'CreationDate', 'ModDate']);

export function packedFile(): PackedFile {
  const objects: Written[] = [];
  let open: Written | undefined;
  let outside = '';
  return {
    line(text) {
      if (!open && text.endsWith(' 0 obj')) {
        open = { id: Number.parseInt(text, 10), dictionary: '' };
        objects.push(open);
      } else if (text === 'endobj') open = undefined;
      else if (!open) outside += `${text}\n`;
      else if (open.stream) {
        if (text !== '\nendstream') open.stream.push(Buffer.from(`${text}\n`, 'latin1'));
      } else if (text === 'stream') open.stream = [];
      else open.dictionary += open.dictionary === '' ? text : `\n${text}`;
    },
    bytes(data) {
      open?.stream?.push(data);
    },
    object(id, dictionary, stream) {
      objects.push({ id, dictionary, ...(stream && { stream: [stream] }) });
    },
    common(id, dictionary) {
      objects.push({ id, dictionary, isCommon: true });
    },
    finish() {
      const [, header = '', trailer = ''] = /^([\s\S]*?)xref\n[\s\S]*trailer\n<<\n([\s\S]*?)\n>>/.exec(outside) ?? [];
      return fileOf(Buffer.from(header, 'latin1'), objects, trailer);
    },
  };
}

function fileOf(header: Buffer, objects: readonly Written[], trailer: string): Buffer {
  const info = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  const properties = ownProperties(objects.find(({ id }) => id === info)?.dictionary ?? '');
  const isSmall = ({ id, stream }: Written) => !stream && id !== info && !properties.has(id);
  // By number: their places are then a row of neighbors, of which next to nothing is left when it is compressed.
  const small = objects.filter(isSmall).sort((one, other) => one.id - other.id);
  const packs = [small.filter(({ isCommon }) => isCommon), small.filter(({ isCommon }) => !isCommon)];
  const alone = objects.filter((each) => !isSmall(each));
  const firstFree = objects.reduce((most, { id }) => Math.max(most, id), 0) + 1;
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
  for (const [pack, packed] of packs.entries()) {
    for (const [index, { id }] of packed.entries()) places.set(id, [2, firstFree + pack, index]);
    add(objectStream(firstFree + pack, packed));
  }
  const [tableAt, tableId] = [offset, firstFree + packs.length];
  places.set(tableId, [1, tableAt, 0]);
  add(tableOf(tableId, places, trailer));
  chunks.push(Buffer.from(`startxref\n${tableAt}\n%%EOF\n`, 'latin1'));
  return Buffer.concat(chunks);
}

/** Objects of the properties that are ours, and not of every PDF. */
function ownProperties(dictionary: string): Set<number> {
  const entries = [...dictionary.matchAll(/\/(\w+) (\d+) 0 R/g)];
  return new Set(entries.flatMap(([, name = '', id]) => (known.has(name) ? [] : Number(id))));
}

const commonStreams = createRecent<Buffer>(100);

function objectStream(id: number, packed: readonly Written[]): Written {
  let [heads, bodies] = ['', ''];
  for (const { id: each, dictionary } of packed) {
    heads += `${each} ${bodies.length} `;
    bodies += `${dictionary}\n`;
  }
  const compress = () => deflated(Buffer.from(heads + bodies, 'latin1'), 6);
  const stream = packed[0]?.isCommon ? commonStreams.get(heads + bodies, compress) : compress();
  const about = `/Type /ObjStm /N ${packed.length} /First ${heads.length}`;
  return { id, dictionary: `<< ${about} /Filter /FlateDecode /Length ${stream.length} >>`, stream: [stream] };
}

/**
 * Where each object is: one byte that says how, so many of its place, two of its index there. Each row as its difference from the one
 * before (ISO 32000 7.4.4.4, predictor 12): nearly all are the next place in the object stream.
 */
function tableOf(
  id: number,
  places: ReadonlyMap<number, readonly [kind: number, place: number, index: number]>,
  trailer: string,
): Written {
  const columns = 6;
  const differences = Buffer.alloc((columns + 1) * (id + 1));
  const before = new Uint8Array(columns);
  for (let row = 0; row <= id; row++) {
    const [kind, place, index] = places.get(row) ?? [0, 0, 0];
    const bytes = [kind, place >> 16, place >> 8, place, index >> 8, index];
    const at = row * (columns + 1);
    differences[at] = 2;
    for (let column = 0; column < columns; column++) {
      const byte = (bytes[column] ?? 0) & 0xff;
      differences[at + 1 + column] = byte - (before[column] ?? 0);
      before[column] = byte;
    }
  }
  const stream = deflated(differences, 6);
  const rest = trailer.replace(/\/Size \d+\n?/, '');
  const decoded = `/DecodeParms << /Predictor 12 /Columns ${columns} >>`;
  const about = `/Type /XRef /Size ${id + 1} /W [1 3 2]\n${rest}\n/Filter /FlateDecode ${decoded} /Length ${stream.length}`;
  return { id, dictionary: `<< ${about} >>`, stream: [stream] };
}

/** pdfkit leaves the metadata as they are; they repeat what the properties say, for machines. Those of PDF/A are looked for as they are. */
function compressed(object: Written): Written {
  if (!object.stream || !/\/Type \/Metadata/.test(object.dictionary)) return object;
  const metadata = Buffer.concat(object.stream);
  if (metadata.includes('pdfaid:part')) return object;
  // Indented for people, who do not see them.
  const stream = deflated(Buffer.from(metadata.toString('latin1').replace(/>\s+</g, '><'), 'latin1'), 6);
  const dictionary = `<< /Type /Metadata /Subtype /XML /Filter /FlateDecode /Length ${stream.length} >>`;
  return { ...object, dictionary, stream: [stream] };
}

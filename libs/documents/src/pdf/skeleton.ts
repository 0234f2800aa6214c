import PDFDocument from 'pdfkit';
import { createRecent } from '../fonts/recent.ts';
import type { Attachment, PdfProperties } from './properties.ts';
import { hole, type Template, templateOf } from './template.ts';

/**
 * What pdfkit writes of a document: catalog, pages, properties, metadata. In documents alike it is the same but for a few values. So it
 * is written once, with holes in their places, and each document fills them in.
 */
export interface Skeleton {
  /** What documents of the same have alike; of no other that is not. */
  readonly key: string;
  readonly header: string;
  /** In the order of their numbers, which begin with 1; the contents of the pages are not among them. */
  readonly objects: readonly SkeletonObject[];
  /** How many numbers are taken. */
  readonly count: number;
  readonly pages: readonly { readonly id: number; readonly contents: number }[];
  readonly treeRoot: number;
  /** What each page's operators begin with: pdfkit's turn of the axes. */
  readonly turn: string;
  readonly trailer: Template;
}

export interface SkeletonObject {
  readonly id: number;
  readonly dictionary: Template;
  readonly stream?: Uint8Array;
  /** What the document says of itself in XML, which is a stream. */
  readonly metadata?: Template;
  /** Of the document's own facts, or the same in all that are alike; plain is what is a stream, or stays to be read without knowing PDF. */
  readonly kind: 'own' | 'common' | 'plain';
}

const skeletons = createRecent<Skeleton>(100);
let attached = 0;

/** Of a document with so many pages. One with a file inside is written each time. */
export function skeletonOf(properties: PdfProperties, pages: number): Skeleton {
  const { language, author, keywords, custom, attachment } = properties;
  const written = (key: string) => ({ key, ...writtenByPdfkit(properties, pages) });
  if (attachment) return written(`attached ${++attached}`);
  const key = [pages, language, author, keywords, ...Object.keys(custom)].join('\n');
  return skeletons.get(key, () => written(key));
}

/** Properties that each document has of its own, beside those that are ours. */
const ownNames = ['Title', 'Subject', 'CreationDate', 'ModDate'];

/** Lets pdfkit write a document with these properties and so many empty pages; see {@link Skeleton}. */
export function writtenByPdfkit(properties: PdfProperties, pages: number): Omit<Skeleton, 'key'> {
  const { language, author, keywords, attachment } = properties;
  const customNames = Object.keys(properties.custom);
  const holes = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, holeIn(name)]));
  const document = new GatheredDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: language,
    displayTitle: true,
    ...(attachment && { subset: 'PDF/A-3b' }),
    // An empty name: no font is chosen beforehand, as pdfkit would load Helvetica's metrics.
    font: '',
    info: {
      Author: author,
      Keywords: keywords,
      Creator: 'Seatwright',
      Producer: 'Seatwright',
      ...holes([...ownNames, ...customNames]),
    },
  });
  if (attachment) attach(document, attachment, properties.createdAt);
  const privates = document as unknown as Privates;
  const treeRoot = privates.getStructTreeRoot();
  Object.assign(treeRoot.data, {
    ParentTree: holeIn('parentTree'),
    ParentTreeNextKey: holeIn('nextKey'),
    K: holeIn('structure'),
  });
  const numbers = Array.from({ length: pages }, (_, index) => {
    document.addPage();
    const { dictionary, resources, content } = privates.page;
    resources.data.Font = holeIn('fonts');
    dictionary.data.StructParents = holeIn(`page ${index}`);
    return { id: dictionary.id, contents: content.id };
  });
  const turn = Buffer.concat(privates.page.content.buffer).toString('latin1');
  document.end();
  const { objects, outside } = document.gathered;
  const [, header = '', trailer = ''] = /^([\s\S]*?)xref\n[\s\S]*trailer\n<<\n([\s\S]*?)\n>>/.exec(outside) ?? [];
  const info = Number(/\/Info (\d+) 0 R/.exec(trailer)?.[1]);
  const contents = new Set(numbers.map((page) => page.contents));
  const inOrder = objects.filter(({ id }) => !contents.has(id)).sort((one, other) => one.id - other.id);
  return {
    header,
    objects: inOrder.map((object) => skeletonObject(object, customNames, object.id === info)),
    count: objects.length,
    pages: numbers,
    treeRoot: treeRoot.id,
    turn,
    trailer: templateOf(trailer.replace(/\/Size \d+\n?/, '').replace(/<\w+> <\w+>/, `${hole('id')} ${hole('id')}`)),
  };
}

function skeletonObject({ id, dictionary, stream }: Written, customNames: string[], isInfo: boolean): SkeletonObject {
  const template = templateOf(dictionary);
  if (stream) {
    const bytes = Buffer.concat(stream);
    const isMetadata = dictionary.includes('/Type /Metadata');
    return {
      id,
      dictionary: template,
      kind: 'plain',
      ...(isMetadata ? { metadata: metadataOf(bytes) } : { stream: bytes }),
    };
  }
  const name = template[1] ?? '';
  if (isInfo || customNames.includes(name)) return { id, dictionary: template, kind: 'plain' };
  return { id, dictionary: template, kind: ownNames.includes(name) ? 'own' : 'common' };
}

/** Indented for people, who do not see them. Those of PDF/A stay as they are. */
function metadataOf(bytes: Buffer): Template {
  const xml = bytes.toString();
  return templateOf(xml.includes('pdfaid:part') ? xml : xml.replace(/>\s+</g, '><'));
}

function attach(document: PDFKit.PDFDocument, attachment: Attachment, at: Date): void {
  const { name, bytes, mediaType, description, metadata } = attachment;
  const dates = { creationDate: at, modifiedDate: at };
  // The types do not know it yet: the file says the same as the pages.
  const as = { relationship: 'Alternative' } as object;
  document.file(Buffer.from(bytes), { name, type: mediaType, description, ...dates, ...as });
  document.appendXML(metadata);
}

/** A hole in the place of a value: pdfkit writes what is neither text nor a plain object by its own toString. */
function holeIn(name: string): object {
  const text = () => hole(name);
  // Asked of dates: the first as they stand in XML, the second for an id of the file, in whose place we put another.
  return { toString: text, toISOString: text, getTime: () => 0, [Symbol.toStringTag]: 'Hole' };
}

interface PdfkitReference {
  readonly id: number;
  readonly data: Record<string, unknown>;
}

/** What is used of pdfkit beside what it promises; `objects.spec.ts` holds it. */
interface Privates {
  getStructTreeRoot(): PdfkitReference;
  readonly page: {
    readonly dictionary: PdfkitReference;
    readonly resources: PdfkitReference;
    readonly content: PdfkitReference & { readonly buffer: Uint8Array[] };
  };
}

interface Written {
  readonly id: number;
  dictionary: string;
  stream?: Uint8Array[];
}

/** Gathers what pdfkit writes, piece by piece, object by object. It begins to write while it is constructed. */
class GatheredDocument extends PDFDocument {
  declare gathered: { readonly objects: Written[]; open?: Written; outside: string };
  /** How much was written; pdfkit's own. */
  declare _offset: number;

  _write(data: string | Uint8Array): void {
    this.gathered ??= { objects: [], outside: '' };
    if (typeof data === 'string') this.gather(data);
    else this.gathered.open?.stream?.push(data);
    this._offset += data.length;
  }

  private gather(line: string): void {
    const { gathered } = this;
    const { open } = gathered;
    if (!open && line.endsWith(' 0 obj')) {
      gathered.open = { id: Number.parseInt(line, 10), dictionary: '' };
      gathered.objects.push(gathered.open);
    } else if (line === 'endobj') gathered.open = undefined;
    else if (!open) gathered.outside += `${line}\n`;
    else if (line === 'stream') open.stream = [];
    else if (!open.stream) open.dictionary += open.dictionary === '' ? line : `\n${line}`;
  }

  // Nobody reads it as a stream.
  override push(): boolean {
    return false;
  }
}

import { hash } from 'node:crypto';
import { createRecent } from '../fonts/recent.ts';
import { deflated } from './deflated.ts';
import { type Pack, packedFile, packOf, type Seal, type SmallObject } from './packed.ts';
import type { PdfProperties } from './properties.ts';
import { skeletonOf } from './skeleton.ts';
import { filled } from './template.ts';

/** A reference to another object of the file, as it is written: `12 0 R`. */
export type Reference = string;

/** A PDF file under construction: around what pdfkit wrote of it come objects in their final form. */
export interface PdfFile {
  /** Its pages, in their order. */
  readonly pages: readonly Reference[];
  /** Above the root of the document's structure. */
  readonly treeRoot: Reference;
  /** Adds a dictionary, given without its brackets. */
  add(dictionary: string): Reference;
  /** Adds a text string, as it is written. */
  addText(text: string): Reference;
  /** Adds a stream that is compressed already; the dictionary without brackets, length and filter. */
  addStream(dictionary: string, deflated: Buffer): Reference;
  /**
   * Adds objects in which nothing is of the document's facts. They are written, and compressed, once for all documents that have them alike.
   *
   * @param key all that they depend on, beside the references that the file has given up to now
   */
  common<Result>(key: string, write: (objects: CommonObjects) => Result): Result;
  /** Closes the file. */
  finish(drawn: Drawn, seal?: Seal): Buffer<ArrayBuffer>;
}

/** Takes objects that documents have alike: dictionaries, given without their brackets. */
export interface CommonObjects {
  add(dictionary: string): Reference;
  /** Reserves an object's number, for those that are referred to before they are known. */
  reserve(): { readonly reference: Reference; write(dictionary: string): void };
}

/** What its pages show, and how it hangs together. */
export interface Drawn {
  readonly pages: readonly { readonly operators: string; readonly links: readonly Reference[] }[];
  readonly fonts: readonly (readonly [resource: string, font: Reference])[];
  readonly structure: { readonly root: Reference; readonly parentTree: Reference; readonly nextKey: number };
}

/** What was added as common at one time: its objects by their numbers, and what came of it. */
interface Block {
  readonly objects: SmallObject[];
  readonly result: unknown;
}

const blocks = createRecent<Block>(200);
const packs = createRecent<Pack>(100);

/** Starts a tagged A4 document. The file's id follows from the properties: same facts, same bytes. */
export function createPdfFile(properties: PdfProperties, pageCount: number): PdfFile {
  const skeleton = skeletonOf(properties, pageCount);
  const file = packedFile(skeleton.header);
  const common: Block[] = [];
  let keys = `${skeleton.key}`;
  let last = skeleton.count;
  const addOwn = (text: string) => {
    last++;
    file.own({ id: last, text });
    return referenceTo(last);
  };
  return {
    pages: skeleton.pages.map(({ id }) => referenceTo(id)),
    treeRoot: referenceTo(skeleton.treeRoot),
    add: (dictionary) => addOwn(`<< ${dictionary} >>`),
    addText: addOwn,
    addStream(dictionary, deflated) {
      last++;
      file.plain(last, `<< ${dictionary} ${compressed(deflated)}`, deflated);
      return referenceTo(last);
    },
    common<Result>(key: string, write: (objects: CommonObjects) => Result): Result {
      keys += `\n${last} ${key}`;
      const block = blocks.get(keys, () => blockOf(last, write));
      common.push(block);
      last += block.objects.length;
      return block.result as Result;
    },
    finish(drawn, seal) {
      const values = drawnValues(drawn);
      const { xml, entries } = propertyValues(properties);
      const pack = packs.get(`${keys}\n${[...values.values()].join()}`, () => {
        const alike = skeleton.objects.filter((each) => each.kind === 'common');
        const ours = common.flatMap(({ objects }) => objects);
        return packOf([...alike.map(({ id, dictionary }) => ({ id, text: filled(dictionary, values) })), ...ours], 9);
      });
      for (const [name, value] of entries) values.set(name, value);
      for (const { id, dictionary, stream, metadata, kind } of skeleton.objects) {
        if (metadata) writeMetadata(file, id, filled(metadata, xml));
        else if (kind === 'plain') file.plain(id, filled(dictionary, values), stream);
        else if (kind === 'own') file.own({ id, text: filled(dictionary, values) });
      }
      drawn.pages.forEach(({ operators }, page) => {
        const content = deflated(Buffer.from(skeleton.turn + operators, 'latin1'), 5);
        file.plain(skeleton.pages[page]?.contents ?? 0, `<< ${compressed(content)}`, content);
      });
      return file.finish(last, pack, filled(skeleton.trailer, values), seal);
    },
  };
}

function referenceTo(id: number): Reference {
  return `${id} 0 R`;
}

/** What is added as common behind the last number. */
function blockOf(last: number, write: (objects: CommonObjects) => unknown): Block {
  const objects: { id: number; text: string }[] = [];
  const reserve = () => {
    const object = { id: last + objects.length + 1, text: '' };
    objects.push(object);
    return {
      reference: referenceTo(object.id),
      write: (dictionary: string) => {
        object.text = `<< ${dictionary} >>`;
      },
    };
  };
  const result = write({
    reserve,
    add(dictionary) {
      const object = reserve();
      object.write(dictionary);
      return object.reference;
    },
  });
  return { objects, result };
}

function compressed({ length }: Uint8Array): string {
  return `/Filter /FlateDecode /Length ${length} >>`;
}

/** What of a skeleton's holes follows from what was drawn. */
function drawnValues({ pages, fonts, structure }: Drawn): Map<string, string> {
  const values = new Map<string, string>();
  values.set('fonts', `<< ${fonts.map(([resource, font]) => `/${resource} ${font}`).join(' ')} >>`);
  values.set('structure', `[${structure.root}]`);
  values.set('parentTree', structure.parentTree);
  values.set('nextKey', `${structure.nextKey}`);
  pages.forEach(({ links }, page) => {
    values.set(`page ${page}`, links.length === 0 ? `${page}` : `${page}\n/Annots [${links.join(' ')}]`);
  });
  return values;
}

/** What of them follows from the properties, as dictionaries have it and as their metadata do. */
function propertyValues({ title, subject, createdAt, custom, language }: PdfProperties) {
  const second = createdAt.toISOString().slice(0, 19);
  const xml = new Map([
    ['Title', title],
    ['Subject', subject],
    ['CreationDate', second],
  ]);
  const date = `(D:${second.replace(/\D/g, '')}Z)`;
  const entries: [name: string, value: string][] = [
    ['Title', textString(title)],
    ['Subject', textString(subject)],
    ['CreationDate', date],
    ['ModDate', date],
  ];
  for (const [name, value] of Object.entries(custom)) entries.push([name, textString(value)]);
  entries.push(['id', `<${hash('sha256', `${language} ${entries.join()}`).slice(0, 32)}>`]);
  return { xml, entries };
}

function writeMetadata(file: ReturnType<typeof packedFile>, id: number, xml: string): void {
  const bytes = Buffer.from(xml);
  // Those of PDF/A are looked for as they are.
  const isRead = xml.includes('pdfaid:part');
  const stream = isRead ? bytes : deflated(bytes, 4);
  const about = isRead ? `/Length ${bytes.length} >>` : compressed(stream);
  file.plain(id, `<< /Type /Metadata /Subtype /XML ${about}`, stream);
}

/** A number as a content stream has it, to a hundredth of a point. */
export function points(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

/** A text string object: plain where it can be, UTF-16 otherwise. */
export function textString(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return `(${text.replace(/[\\()]/g, '\\$&')})`;
  return `<feff${Buffer.from(text, 'utf16le').swap16().toString('hex')}>`;
}

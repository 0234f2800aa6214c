import PDFDocument from 'pdfkit';
import { type PackedFile, packedFile } from './packed.ts';

/** A reference to another object of the file, as it is written: `12 0 R`. */
export type Reference = string;

/** A PDF file under construction: pdfkit keeps objects, pages and the cross-reference table, this adds objects in their final form. */
export interface PdfFile {
  readonly document: PDFKit.PDFDocument;
  /** Reserves an object's number, for those that are referred to before they are known. */
  reserve(): PendingObject;
  /** Adds a dictionary, given without its brackets. */
  add(dictionary: string): Reference;
  /** The same, for one in which nothing is of the document's facts: it is compressed once for all documents of the same build. */
  addCommon(dictionary: string): Reference;
  /** Adds a stream that is compressed already; the dictionary without brackets, length and filter. */
  addStream(dictionary: string, deflated: Buffer): Reference;
  /** Closes the file. */
  finish(): Buffer;
}

export interface PendingObject {
  readonly reference: Reference;
  write(dictionary: string): void;
  writeCommon(dictionary: string): void;
}

/** What readers show of a document, and what makes its bytes depend on nothing else. */
export interface PdfProperties {
  /** BCP 47; of its texts as a whole. */
  readonly language: string;
  readonly title: string;
  readonly author: string;
  readonly subject: string;
  readonly keywords: string;
  readonly createdAt: Date;
  /** Further entries of the information dictionary. */
  readonly custom: Readonly<Record<string, string>>;
  /** A file inside the document, which becomes PDF/A-3b by it: for archives, and for whoever reads the file in its place. */
  readonly attachment?: Attachment;
}

/** A file that says the same as the pages. */
export interface Attachment {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly mediaType: string;
  readonly description: string;
  /** Descriptions in RDF that stand among the document's metadata. */
  readonly metadata: string;
}

/**
 * Source text in the place of a value. pdfkit writes what is neither text nor a plain object by its own toString, which
 * spares it walking through dictionaries; a plain string it would write as a name.
 */
export function asSource(source: string): object {
  // The filter keeps pdfkit from compressing what is compressed already.
  return { toString: () => source, Filter: 'FlateDecode', [Symbol.toStringTag]: 'SourceText' };
}

/** Starts a tagged A4 document. The file's id follows from the properties: same facts, same bytes. */
export function createPdfFile(properties: PdfProperties): PdfFile {
  const document = new GatheredDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    bufferPages: true,
    pdfVersion: '1.7',
    tagged: true,
    lang: properties.language,
    displayTitle: true,
    ...(properties.attachment && { subset: 'PDF/A-3b' }),
    // An empty name: no font is chosen beforehand, as pdfkit would load Helvetica's metrics for every document.
    font: '',
    info: {
      Title: properties.title,
      Author: properties.author,
      Subject: properties.subject,
      Keywords: properties.keywords,
      Creator: 'Seatwright',
      Producer: 'Seatwright',
      CreationDate: properties.createdAt,
      ModDate: properties.createdAt,
      ...properties.custom,
    },
  });
  const file = document.packed;
  if (properties.attachment) attach(document, properties.attachment, properties.createdAt);
  // The next free number. Our own objects are in their final form, and pdfkit has nothing to do for them but to count.
  const numbered = () => document._offsets.push(0);
  return {
    document,
    add(dictionary) {
      const id = numbered();
      file.object(id, `<< ${dictionary} >>`);
      return `${id} 0 R`;
    },
    addCommon(dictionary) {
      const id = numbered();
      file.common(id, `<< ${dictionary} >>`);
      return `${id} 0 R`;
    },
    reserve() {
      const id = numbered();
      return {
        reference: `${id} 0 R`,
        write: (dictionary) => file.object(id, `<< ${dictionary} >>`),
        writeCommon: (dictionary) => file.common(id, `<< ${dictionary} >>`),
      };
    },
    addStream(dictionary, deflated) {
      const id = numbered();
      file.object(id, `<< ${dictionary} /Filter /FlateDecode /Length ${deflated.length} >>`, deflated);
      return `${id} 0 R`;
    },
    finish() {
      document.end();
      return file.finish();
    },
  };
}

function attach(document: PDFKit.PDFDocument, attachment: Attachment, at: Date): void {
  const { name, bytes, mediaType, description, metadata } = attachment;
  const dates = { creationDate: at, modifiedDate: at };
  // The types do not know it yet: the file says the same as the pages.
  const as = { relationship: 'Alternative' } as object;
  document.file(Buffer.from(bytes), { name, type: mediaType, description, ...dates, ...as });
  document.appendXML(metadata);
}

/**
 * pdfkit turns every line into bytes by itself, and hands them on as a stream, after this turn of the event loop: until then nothing of a document can
 * be collected. Gathering text and making bytes of it once takes half of the time. pdfkit begins to write while it is constructed.
 */
class GatheredDocument extends PDFDocument {
  declare packed: PackedFile;
  /** How much was written, and where the objects are; pdfkit's own. */
  declare _offset: number;
  declare readonly _offsets: (number | null)[];

  _write(data: string | Uint8Array): void {
    this.packed ??= packedFile();
    if (typeof data === 'string') this.packed.line(data);
    else this.packed.bytes(data);
    this._offset += data.length;
  }

  // Nobody reads it as a stream.
  override push(): boolean {
    return false;
  }
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

import PDFDocument from 'pdfkit';
import { pdfSource } from '#test/support/pdf-text.ts';
import { createPdfFile } from './objects.ts';
import type { PdfProperties } from './properties.ts';
import { writtenByPdfkit } from './skeleton.ts';

// pdfkit's privates that skeleton.ts relies on. When one of these fails after an update, look there first.
describe('privates of pdfkit', () => {
  const document = new PDFDocument({ autoFirstPage: false, bufferPages: true, tagged: true, font: '' });
  const privates = document as unknown as Record<string, unknown>;

  test('F4 a document writes through _write and counts in _offset, with its header at once', () => {
    expect(typeof privates._write).toBe('function');
    expect(typeof privates._offset).toBe('number');
    expect(`${document.read()}`).toMatch(/^%PDF-1\.\d\n/);
  });

  test('F4 _write does what skeleton.ts does in its place: a line feed after text, bytes as they are, all of it counted', () => {
    expect(String(privates._write).replaceAll(/\s+/g, ' ')).toBe(
      "_write(data) { if (!(data instanceof Uint8Array)) { data = fromBinaryString(data + '\\n'); } this.push(data); this._offset += data.length; }",
    );
  });

  test('F4 no font is loaded when its name is empty', () => {
    expect(privates._font ?? null).toBeNull();
  });

  test('F4 a page keeps its operators in a buffer of its content, and its resources in an object', () => {
    document.addPage();
    const { content, dictionary, resources } = document.page as unknown as Record<string, never>;
    expect(content).toMatchObject({ id: expect.any(Number), buffer: expect.any(Array) });
    for (const reference of [dictionary, resources])
      expect(reference).toMatchObject({ id: expect.any(Number), data: expect.any(Object) });
  });

  test('F4 the root of the structure is a reference', () => {
    const root = (privates.getStructTreeRoot as () => object).call(document);
    expect(root).toMatchObject({ id: expect.any(Number), data: expect.any(Object) });
  });
});

describe('what pdfkit writes of a document', () => {
  const properties: PdfProperties = {
    language: 'ja',
    title: 'Title \\ (1)',
    author: 'Łódź',
    subject: 'Subject',
    keywords: 'one, two',
    createdAt: new Date('2026-11-21T09:30:00Z'),
    custom: { KeyId: '6b', Other: '6c' },
  };
  const structure = { root: '1 0 R', parentTree: '1 0 R', nextKey: 1000 };
  const pages = ['', ''].map((operators) => ({ operators, links: [] }));
  const file = (changed: PdfProperties) => createPdfFile(changed, 2).finish({ pages, fonts: [], structure });

  test('F4 properties in its holes are written as it writes them itself', () => {
    const info = {
      Title: properties.title,
      Subject: properties.subject,
      Author: properties.author,
      Keywords: properties.keywords,
      Creator: 'Seatwright',
      Producer: 'Seatwright',
      CreationDate: properties.createdAt,
      ModDate: properties.createdAt,
      ...properties.custom,
    };
    const options = { autoFirstPage: false, pdfVersion: '1.7', tagged: true, lang: 'ja', displayTitle: true, font: '' };
    const document = new PDFDocument({ ...options, info, compress: false } as PDFKit.PDFDocumentOptions);
    document.addPage();
    document.addPage();
    document.end();
    const own = Buffer.from(document.read() as Buffer).toString('latin1');
    const ours = pdfSource(file(properties));
    const textsIn = (source: string) => [...source.matchAll(/^\(.*\)$/gm)].map(([text]) => text).sort();
    expect(textsIn(ours)).toEqual(textsIn(own));
    expect(textsIn(ours).length).toBe(10);
    const metadataIn = (source: string) => />\s*<rdf:RDF[\s\S]*<\/rdf:RDF>/.exec(source)?.[0].replace(/>\s+</g, '><');
    expect(metadataIn(ours)).toEqual(metadataIn(own));
    for (const part of ['/Lang (ja)', '/Count 2', '/DisplayDocTitle true', '/Marked true']) {
      expect(ours).toContain(part);
      expect(own).toContain(part);
    }
  });

  test('F4 nothing of one document is left in another, and the same one has the same bytes', () => {
    const first = file(properties);
    const other = pdfSource(
      file({ ...properties, title: 'Another', subject: 'also', custom: { KeyId: '78', Other: '79' } }),
    );
    for (const text of ['Title', 'Subject (', '(6b)', '(6c)']) expect(other).not.toContain(`(${text}`);
    expect(file(properties)).toEqual(first);
    expect(writtenByPdfkit(properties, 2)).toEqual(writtenByPdfkit({ ...properties, title: 'Another' }, 2));
  });
});

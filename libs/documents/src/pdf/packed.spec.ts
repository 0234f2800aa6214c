import { inflateSync } from 'node:zlib';
import { createPdfFile } from './objects.ts';

const properties = {
  language: 'en',
  title: 'Łódź (1)',
  author: 'a',
  subject: 's',
  keywords: 'k',
  createdAt: new Date('2026-11-21T09:30:00Z'),
  custom: { KeyId: '6b' },
};

function written(): Buffer {
  const file = createPdfFile(properties, 1);
  for (let n = 0; n < 20; n++) file.add(`/Kind /Small /N ${n}`);
  file.common('twenty', ({ add }) => {
    for (let n = 0; n < 20; n++) add(`/Kind /Common /N ${n}`);
  });
  file.addStream('/Kind /Stream', Buffer.from('endobj\n7 0 obj\nxref'));
  return file.finish({
    pages: [{ operators: '', links: [] }],
    fonts: [],
    structure: { root: file.treeRoot, parentTree: file.treeRoot, nextKey: 0 },
  });
}

const streamOf = (pdf: Buffer, start: number) => {
  const head = pdf.toString('latin1', start, start + 500);
  const data = start + head.indexOf('stream\n') + 7;
  return inflateSync(pdf.subarray(data, data + Number(/\/Length (\d+)/.exec(head)?.[1])));
};

/** Rows of differences, each behind the number of its filter, as they were (ISO 32000 7.4.4.4). */
function addedUp(differences: Buffer, columns: number): Buffer {
  const rows: number[] = [];
  for (const [at, byte] of differences.entries()) {
    if (at % (columns + 1) === 0) expect(byte).toBe(2);
    else rows.push((byte + (rows.at(-columns) ?? 0)) % 256);
  }
  return Buffer.from(rows);
}

describe('a packed PDF', () => {
  const pdf = written();
  const source = pdf.toString('latin1');
  const tableAt = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(source)?.[1]);
  const count = Number(/\/Size (\d+)/.exec(source.slice(tableAt))?.[1]);
  const rows = addedUp(streamOf(pdf, tableAt), 6);

  test('F4 each object is where the table says, in the file or among the packed ones', () => {
    expect(rows.length).toBe(count * 6);
    const packed = new Map<number, number>();
    for (let id = 1; id < count; id++) {
      const [kind, place, index] = [rows[6 * id], rows.readUIntBE(6 * id + 1, 3), rows.readUInt16BE(6 * id + 4)];
      if (kind === 1) expect(source.slice(place).startsWith(`${id} 0 obj\n`)).toBe(true);
      else packed.set(id, index);
      if (kind === 2) expect(source).toContain(`\n${place} 0 obj\n<< /Type /ObjStm`);
    }
    expect(packed.size).toBeGreaterThan(40);
    const streams = [...source.matchAll(/\d+ 0 obj\n<< \/Type \/ObjStm/g)];
    expect(streams.length).toBe(2);
    const found = streams.flatMap(({ index: at }) => {
      const first = Number(/\/First (\d+)/.exec(source.slice(at))?.[1]);
      const text = streamOf(pdf, at).toString('latin1');
      const heads = [...text.slice(0, first).matchAll(/(\d+) (\d+)/g)].map(([, id, place]) => [
        Number(id),
        Number(place),
      ]);
      expect(heads.map(([id]) => packed.get(id ?? 0))).toEqual(heads.map((_, index) => index));
      for (const [, place = 0] of heads) expect(text.slice(first + place)).toMatch(/^(<|\[|\d|\()/);
      return heads.map(([id]) => id);
    });
    expect(found.sort()).toEqual([...packed.keys()].sort());
  });

  test('F4 what documents of the same build have alike has the same bytes in each', () => {
    const packs = [...source.matchAll(/\d+ 0 obj\n<< \/Type \/ObjStm/g)].map(({ index: at }) => `${streamOf(pdf, at)}`);
    expect(packs.map((pack) => [pack.includes('/Common'), pack.includes('/Small')])).toEqual([
      [true, false],
      [false, true],
    ]);
  });

  test('F7 the properties stay to be read without knowing PDF, and the same facts give the same bytes', () => {
    const reference = /\/KeyId (\d+) 0 R/.exec(source)?.[1];
    expect(source).toContain(`\n${reference} 0 obj\n(6b)\nendobj`);
    expect(written()).toEqual(pdf);
  });
});

import { readFileSync } from 'node:fs';
import path from 'node:path';
import { headOf } from '../format.ts';
import type { ReadResult } from '../reading.ts';
import { ubl } from './ubl.ts';

const documents = path.join(import.meta.dirname, '../../../../test/documents/ubl');
const document = (name: string) => readFileSync(path.join(documents, name));
const read = (bytes: Uint8Array): ReadResult => ubl.read(bytes, headOf(bytes));
const unreadable = (bytes: Uint8Array): string => {
  const result = read(bytes);
  return 'unreadable' in result ? result.unreadable : '';
};

describe('UBL that is broken', () => {
  test('cut at any byte is refused and never thrown', () => {
    const whole = document('plain-order.xml');
    const end = whole.lastIndexOf('>');
    const taken: number[] = [];
    for (let length = 0; length < end; length += 1)
      if (unreadable(whole.subarray(0, length)) === '') taken.push(length);
    expect(taken).toEqual([]);
  });

  test('with any bit flipped is read or refused, and never thrown', () => {
    const whole = document('plain-order.xml');
    for (let index = 0; index < whole.length; index += 1) {
      const flipped = Uint8Array.from(whole);
      flipped[index] = (flipped[index] ?? 0) ^ (1 << (index % 8));
      expect(() => read(flipped)).not.toThrow();
    }
  });

  test('in another encoding is the same order, or refused where the bytes are not what they say', () => {
    const text = document('peppol-order.xml').toString('utf8');
    const latin = Buffer.from(text.replace('encoding="UTF-8"', 'encoding="ISO-8859-1"'), 'latin1');
    const wide = Buffer.from(`\ufeff${text.replace('encoding="UTF-8"', 'encoding="UTF-16"')}`, 'utf16le');
    const same = read(document('peppol-order.xml'));
    expect([read(latin), read(wide)]).toEqual([same, same]);
    expect([latin, wide].map((bytes) => ubl.detect(headOf(bytes)))).toEqual([true, true]);
    expect(unreadable(Buffer.from(text, 'latin1'))).toMatch(/the bytes are not UTF-8/);
  });

  test.each([
    ['10 MB', `<Order>${' '.repeat(10_000_000)}</Order>`, /at most 4194304/],
    ['an entity bomb', '<!DOCTYPE o [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><Order>&b;</Order>', /internal subset/],
    [
      'an external entity',
      '<!DOCTYPE o [<!ENTITY x SYSTEM "file:///etc/passwd">]><Order>&x;</Order>',
      /internal subset/,
    ],
    ['an entity of an external DTD', '<!DOCTYPE o SYSTEM "http://127.0.0.1:9/o.dtd"><Order>&x;</Order>', /well-formed/],
  ])('%s is refused', (_, text, message) => {
    expect(unreadable(new TextEncoder().encode(text))).toMatch(message);
  });

  test('takes no memory that it does not give back', () => {
    const bytes = document('peppol-order.xml');
    const rounds = (count: number) => {
      for (let round = 0; round < count; round += 1) read(bytes.subarray(0, bytes.length - (round % 3)));
      return process.memoryUsage().heapUsed;
    };
    const before = rounds(50);
    expect(rounds(100) - before).toBeLessThan(64 * 1024 * 1024);
  });
});

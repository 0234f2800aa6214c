import fc from 'fast-check';
import { binaryList, listTypes } from './binary-list.ts';

/** What PostgreSQL's `array_recv` reads: dimensions, flags, type, length, first index, and each value behind its length. */
function readByPostgres(bytes: Buffer) {
  const [dimensions, flags, oid] = [bytes.readInt32BE(0), bytes.readInt32BE(4), bytes.readInt32BE(8)];
  if (dimensions === 0) return { dimensions, flags, oid, items: [], left: bytes.length - 12 };
  const [count, first] = [bytes.readInt32BE(12), bytes.readInt32BE(16)];
  let at = 20;
  const items = Array.from({ length: count }, () => {
    const length = bytes.readInt32BE(at);
    const start = at + 4;
    at = start + Math.max(length, 0);
    return length === -1 ? null : bytes.toString('utf8', start, at);
  });
  return { dimensions, flags, oid, first, items, left: bytes.length - at };
}

const text = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('', 'NULL', '","', '\n', '"\\', '\ud800'));

describe('a list for PostgreSQL in binary', () => {
  test('has each text to the byte, and nothing for nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.option(text), { minLength: 1, maxLength: 6 }), (list) => {
        const items = list.map((item) => (item === null ? null : Buffer.from(item).toString()));
        expect(readByPostgres(binaryList(list, 'text') as Buffer)).toEqual({
          ...{ dimensions: 1, flags: 0, oid: 25, first: 1, items, left: 0 },
        });
      }),
    );
  });

  test('documents name their type, and those that PostgreSQL keeps parsed the version of their form', () => {
    expect(readByPostgres(binaryList(['{}', undefined], 'json') as Buffer)).toMatchObject({
      oid: 114,
      items: ['{}', null],
    });
    expect(readByPostgres(binaryList(['{}'], 'jsonb') as Buffer)).toMatchObject({ oid: 3802, items: ['\u0001{}'] });
  });

  test('an empty list has no dimension', () => {
    expect(readByPostgres(binaryList([], 'text') as Buffer)).toEqual({
      ...{ dimensions: 0, flags: 0, oid: 25, items: [], left: 0 },
    });
  });

  test.each<[string, unknown[], string]>([
    ['numbers', [1], 'text'],
    ['lists', [['a']], 'text'],
    ['another type', ['a'], 'uuid'],
  ])('%s are left to others', (_name, list, type) => expect(binaryList(list, type)).toBeUndefined());

  test('the type of a parameter is that of its first cast to a list of texts or documents', () => {
    const statement =
      'select $1::uuid[], $2::json[], $3::text[], $3::json[], $12::jsonb[], $4::text, $5 from unnest($2)';
    expect([...listTypes(statement)]).toEqual([
      [2, 'json'],
      [3, 'text'],
      [12, 'jsonb'],
    ]);
  });
});

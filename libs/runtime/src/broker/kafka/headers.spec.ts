import Decoder from 'kafkajs/src/protocol/decoder.js';
import decodeRecord from 'kafkajs/src/protocol/recordBatch/record/v0/decoder.js';
import { problemHeader } from '../broker.ts';
import { deliveryOf } from './delivery.ts';
import { mostHeaders } from './headers.ts';

type Header = readonly [name: Buffer | string, value: Buffer | string | null];

function varInt(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value < 0 ? -value * 2 - 1 : value * 2;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) + 128);
  return Buffer.from([...bytes, rest]);
}

const sized = (bytes: Buffer | string | null) =>
  bytes === null ? [varInt(-1)] : [varInt(Buffer.byteLength(bytes)), Buffer.from(bytes as string)];

/** A message with these headers, as it lies in a batch. */
function delivered(headers: readonly Header[], count = headers.length) {
  const parts = [varInt(0), varInt(0), ...sized('key'), ...sized('value'), varInt(count)];
  const bytes = Buffer.concat([Buffer.from([0]), ...parts, ...headers.flatMap((header) => header.flatMap(sized))]);
  return deliveryOf('t', 0, decodeRecord(new Decoder(bytes), { firstOffset: '7', firstTimestamp: '0', magicByte: 2 }));
}

const many = (count: number) => Array.from({ length: count }, (_, index): Header => [`h${index}`, '1']);

describe('R3 headers of any kind stop nothing', () => {
  test('those without a value are none, and of one that stands twice the first counts', () => {
    const headers: Header[] = [
      ['none', null],
      ['a', '1'],
      ['A', '3'],
      ['a', '2'],
      ['', 'x'],
      ['empty', ''],
    ];
    expect(delivered(headers)).toMatchObject({
      ...{ offset: '7', headers: { a: expect.any(String), '': 'x', empty: '' } },
    });
    expect(delivered(headers).headers).not.toHaveProperty('none');
    expect(
      delivered([
        ['a', '1'],
        ['a', '2'],
      ]).headers,
    ).toEqual({ a: '1' });
  });

  test('names and values that are no UTF-8, and names of what every object has', () => {
    const odd = Buffer.from([0xff, 0xfe, 0x80]);
    const { headers } = delivered([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
      [odd, odd],
    ]);
    expect(headers).toMatchObject({ tostring: 'z' });
    expect(Object.entries(headers)).toContainEqual(['constructor', 'y']);
    expect(Object.entries(headers)).toContainEqual(['\ufffd\ufffd\ufffd', '\ufffd\ufffd\ufffd']);
  });

  test('a message with as many as there may be has them all', () => {
    const { headers } = delivered(many(mostHeaders));
    expect(Object.keys(headers)).toHaveLength(mostHeaders);
    expect(headers).not.toHaveProperty(problemHeader);
  });

  test('one with very many is one that cannot be read, within seconds', () => {
    const { headers } = delivered(many(500_000));
    expect(headers[problemHeader]).toBe('the message has 500000 headers, more than 10000');
  });

  test('a count of more headers than there are bytes is seen', () => {
    expect(() => delivered(many(2), 2_000_000_000)).toThrow('it ends within the headers');
  });
});

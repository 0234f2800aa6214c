import { z } from 'zod';
import type { Reading } from '../messages.ts';
import { transactionPartsOf } from './batch-parts.ts';

/** A message that touches these streams; none: one that another service answers. */
function reading(...streams: string[]): Reading {
  const delivery = { topic: 't', partition: 0, offset: '0', key: null, headers: {}, value: null };
  if (streams.length === 0) return { kind: 'skipped', delivery };
  const message = { id: '1', type: 'x', source: 's', time: '', correlationId: '1', data: streams };
  const slice = { type: 'x', schema: z.any(), streams: (data: string[]) => data, decide: () => [] };
  return { kind: 'message', delivery, message, slice, arrival: {} as never };
}

const cut = (...readings: Reading[]) =>
  transactionPartsOf(readings, 3).map((part) => part.map((one) => (one.kind === 'message' ? one.message.data : [])));

describe('R20 a transaction locks a bounded number of streams', () => {
  test.each([
    ['streams that are the same count once', [['a', 'b'], ['b', 'c'], ['a']], [[['a', 'b'], ['b', 'c'], ['a']]]],
    ['one more than there is room for begins another', [['a', 'b'], ['c'], ['d']], [[['a', 'b'], ['c']], [['d']]]],
    ['twice the same in one message counts once', [['a', 'b'], ['c', 'c'], ['a']], [[['a', 'b'], ['c', 'c'], ['a']]]],
    [
      'what touches more by itself goes alone',
      [['a'], ['a', 'b', 'c', 'd'], ['a']],
      [[['a']], [['a', 'b', 'c', 'd']], [['a']]],
    ],
    ['others stay where they are', [[], ['a', 'b', 'c'], [], ['d']], [[[], ['a', 'b', 'c'], []], [['d']]]],
  ])('%s', (_name, streams, expected) => {
    expect(cut(...streams.map((of) => reading(...of)))).toEqual(expected);
  });

  test('a message whose streams cannot be told stays where it is, to fail by itself', () => {
    const broken = reading('x');
    if (broken.kind === 'message') Object.assign(broken.slice, { streams: () => null });
    expect(cut(reading('a'), broken, reading('b'))).toHaveLength(1);
  });

  test('no message is lost and the order stays, for many', () => {
    const readings = Array.from({ length: 500 }, (_, n) => reading(`a${n}`, `b${n % 7}`, `c${n % 50}`));
    const parts = transactionPartsOf(readings, 100);
    expect(parts.flat()).toEqual(readings);
    expect(parts.length).toBeGreaterThan(4);
  });
});

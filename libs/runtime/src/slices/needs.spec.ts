import { z } from 'zod';
import { addNeeds } from './needs.ts';
import type { Received, Slice } from './slice.ts';

interface Needs {
  readonly orders: Set<string>;
  readonly lines: Set<{ readonly sku: string }>;
}

const noNeeds = (): Needs => ({ orders: new Set(), lines: new Set() });

describe('what a batch needs', () => {
  test('is what its messages need together, each name once', () => {
    const needs = noNeeds();
    const line = { sku: 'AP' };
    addNeeds(needs, { orders: ['1', '2'] });
    addNeeds(needs, {});
    addNeeds(needs, { orders: ['2', '3'], lines: [line, line] });
    expect(needs).toEqual({ orders: new Set(['1', '2', '3']), lines: new Set([line]) });
  });

  test('cannot be of a kind that the service does not load', () => {
    expect(() => addNeeds(noNeeds(), { order: ['1'] } as never)).toThrow(
      'a slice needs order, which its service does not load',
    );
  });

  test('is said by every slice: one that does not is not compiled', () => {
    const parts = { type: 'x', schema: z.string(), streams: () => [], decide: () => [] };
    // @ts-expect-error it would load nothing, and decide on empty books
    const silent: Slice<string, Needs, unknown, never> = parts;
    const telling: Slice<string, Needs, unknown, never> = { ...parts, needs: (order) => ({ orders: [order] }) };
    // @ts-expect-error a name is no list of names
    const wrong: Slice<string, Needs, unknown, never> = { ...parts, needs: (order) => ({ orders: order }) };
    const needs = (slice: typeof telling) => slice.needs?.('7', {} as Received<string>);
    expect([silent, telling, wrong].map(needs)).toEqual([undefined, { orders: ['7'] }, { orders: '7' }]);
  });
});

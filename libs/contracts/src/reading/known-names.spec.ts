import { z } from 'zod';
import { nearestName } from '../text/nearest-name.ts';
import { unknownFields, unknownParameters, unknownValues } from './known-names.ts';

const command = z
  .object({
    accountId: z.string(),
    note: z.string().optional(),
    lines: z.array(z.object({ lotId: z.string(), quantity: z.number() })).optional(),
    kept: z.looseObject({ one: z.string() }).optional(),
    prices: z.record(z.string(), z.string()).optional(),
  })
  .transform((data) => data);

describe('names that nobody knows', () => {
  it('refuses an unknown field at any depth, with its path and the nearest name', () => {
    const value = {
      accountID: 'A',
      lines: [
        { lotId: 'L', quantity: 1 },
        { lotId: 'L', quantitty: 2 },
      ],
      amount: '1.00',
    };
    expect(unknownFields(command, value)).toMatchObject([
      { code: 'UNKNOWN_FIELD', path: 'accountID', remedy: 'write accountId' },
      { code: 'UNKNOWN_FIELD', path: 'lines[1].quantitty', remedy: 'write quantity' },
      { code: 'UNKNOWN_FIELD', path: 'amount', remedy: expect.stringContaining('leave it out') },
    ]);
  });

  it('leaves alone what is known, what is kept as it came and what is no object', () => {
    const value = { accountId: 'A', kept: { one: '1', two: '2' }, prices: { EUR: '1.00' }, lines: [] };
    expect(unknownFields(command, value)).toEqual([]);
    for (const other of [null, 'text', 7, [], { lines: 'none', kept: null }]) {
      expect(unknownFields(command, other)).toEqual([]);
    }
    expect(unknownFields(command, JSON.parse('{"__proto__":1,"toString":2}'))).toHaveLength(2);
  });

  it('T16 refuses a value that a parameter does not have, with the nearest that it has', () => {
    const parameters = {
      state: { schema: z.enum(['waiting', 'sent']) },
      size: { schema: z.enum(['small', 'large']).default('small') },
      search: { schema: z.string() },
    };
    expect(unknownValues({ state: 'wating', search: 'anything' }, parameters)).toEqual([
      expect.objectContaining({
        code: 'UNKNOWN_VALUE',
        path: 'state',
        limit: 'waiting, sent',
        remedy: 'write waiting',
      }),
    ]);
    expect(unknownValues({ size: '', other: 'x' }, parameters)).toMatchObject([{ path: 'size', value: '' }]);
    expect(unknownValues({ state: 'sent', size: 'large' }, parameters)).toEqual([]);
    expect(unknownValues({}, parameters)).toEqual([]);
  });

  it('refuses unknown parameters of a query', () => {
    expect(unknownParameters({ limit: '5', cursr: 'x' }, ['cursor', 'limit'])).toMatchObject([
      { code: 'UNKNOWN_PARAMETER', path: 'cursr', limit: 'cursor, limit', remedy: 'write cursor' },
    ]);
  });

  it('calls no name the nearest that is another one', () => {
    expect(nearestName('hide_non_transferable', ['name', 'hideNonTransferable'])).toBe('hideNonTransferable');
    expect(nearestName('amount', ['reason', 'number'])).toBeUndefined();
  });
});

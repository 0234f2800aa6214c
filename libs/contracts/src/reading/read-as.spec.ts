import { z } from 'zod';
import { salesOrder } from '../sales-orders.ts';
import { unknownFields } from './known-names.ts';
import { readAs } from './read-as.ts';

const line = { lineNumber: 1, sku: 'X', quantity: 1, unitPrice: '1.00' };
const order = {
  ...{ orderNumber: 'SO-1', revision: 1, currency: 'EUR', emails: ['it@customer.example'], lines: [line] },
  accounts: [{ accountId: 'A', role: 'end-customer' }],
};
const codesOf = (read: ReturnType<typeof readAs>) =>
  read.success ? [] : read.violations.map(({ code, path, limit, actual }) => [code, path, limit, actual]);

describe('R15 a value is read in the order that costs least', () => {
  test('what fits is read as its schema has it', () => {
    expect(readAs(salesOrder, order)).toEqual({ success: true, data: salesOrder.parse(order) });
    const full = { ...order, lines: Array.from({ length: 500 }, (_, n) => ({ ...line, lineNumber: n + 1 })) };
    expect(readAs(salesOrder, full).success).toBe(true);
  });

  test('a list that is too long is one violation, is not looked into, and the rest is read all the same', () => {
    const lines = Array.from({ length: 300_000 }, () => ({}));
    const began = performance.now();
    const read = readAs(salesOrder, { ...order, currency: 'euro', lines });
    expect(performance.now() - began).toBeLessThan(100);
    expect(codesOf(read)).toEqual([
      ['TOO_LARGE', 'lines', '500', '300000'],
      ['WRONG_FORMAT', 'currency', 'a currency code of three capital letters', undefined],
    ]);
    expect(read).toMatchObject({
      faults: [['lines'], ['currency'], ['lines']],
      sound: { orderNumber: 'SO-1', lines: undefined },
    });
  });

  test('every list and map that is too long is told, at any depth', () => {
    const schema = z.object({
      parts: z.array(z.object({ names: z.array(z.string()).max(2).optional() })).max(3),
      prices: z.record(z.string(), z.string()).nullish(),
    });
    const prices = Object.fromEntries(Array.from({ length: 501 }, (_, n) => [n, '1']));
    const read = readAs(schema, { parts: [{ names: ['a', 'b', 'c'] }, { names: ['a'] }], prices });
    expect(codesOf(read)).toEqual([
      ['TOO_LARGE', 'parts[0].names', '2', '3'],
      ['TOO_LARGE', 'prices', '500', '501'],
    ]);
  });

  test('names that nobody knows are told quickly, however many and however long they are', () => {
    const schema = z.object({ quantity: z.number(), lines: z.array(z.object({ lotId: z.string() })).max(200) });
    const fields = Object.fromEntries(Array.from({ length: 300_000 }, (_, n) => [`quantitiy${n}`, 1]));
    const began = process.cpuUsage();
    expect(
      unknownFields(schema, { ...fields, lines: Array.from({ length: 300_000 }, () => ({ lot: 1 })) }),
    ).toHaveLength(300_000);
    // Of the processor: how busy a machine is says nothing of the code.
    expect(process.cpuUsage(began).user / 1000).toBeLessThan(10_000);
    expect(JSON.stringify(unknownFields(schema, { ['x'.repeat(1_000_000)]: 1 })).length).toBeLessThan(1000);
  });
});

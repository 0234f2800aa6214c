import fc from 'fast-check';
import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import { jsonFormat } from './read-json.ts';
import { type JsonNode, readJsonTree } from './tree.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

function plain(node: JsonNode): unknown {
  if (node.kind === 'object') return Object.fromEntries([...node.entries].map(([name, each]) => [name, plain(each)]));
  if (node.kind === 'array') return node.items.map(plain);
  return node.kind === 'text' ? node.text : JSON.parse(node.text);
}

describe('JSON with places', () => {
  test('is what JSON.parse reads', () => {
    fc.assert(
      fc.property(fc.json({ noUnicodeString: false } as never), (text) => {
        expect(plain(readJsonTree(bytes(text)))).toEqual(JSON.parse(text));
      }),
    );
  });

  test('tells line and column of each value', () => {
    const root = readJsonTree(bytes('{\n  "lines": [\n    { "quantity": 1.50 }\n  ]\n}'));
    const quantity = root.entries.get('lines')?.items[0]?.entries.get('quantity');
    expect(quantity).toMatchObject({ text: '1.50', at: { path: 'lines[0].quantity', line: 3, column: 19 } });
  });

  test.each(['{"a":1,"a":2}', '[1,]', '{"a" 1}', '"\n"', '01', '[1] 2', '', '{', '"\\x"', `${'['.repeat(65)}`])(
    '%j is refused with its place',
    (text) => {
      expect(() => readJsonTree(bytes(text))).toThrow(expect.objectContaining({ at: expect.anything() }));
    },
  );
});

describe('our own order JSON', () => {
  const order = { orderNumber: 'SO-1', revision: 2, currency: 'EUR', lines: [{ lineNumber: 10, quantity: 25 }] };
  const readingsOf = (value: unknown, eventType?: string) => {
    const text = bytes(JSON.stringify(value));
    const { result } = readDocument(text, headOf(text, { eventType }));
    return 'readings' in result ? result.readings : [];
  };

  test('is read alone, in a list, and in the envelope of an event', () => {
    const event = { specversion: '1.0', type: 'sales-order.changed.v1', data: order };
    for (const [reading] of [readingsOf(order), readingsOf([order]), readingsOf(event)]) {
      expect(reading).toMatchObject({ act: 'whole', id: { value: 'SO-1' }, stated: { value: 2 } });
    }
  });

  test('is a cancellation where the event says so, never because something is missing', () => {
    const bare = { orderNumber: 'SO-1', revision: 2 };
    expect(readingsOf(bare)[0]?.act).toBe('whole');
    expect(readingsOf(bare, 'sales-order.cancelled.v1')[0]?.act).toBe('cancel');
    expect(readingsOf({ specversion: '1.0', type: 'sales-order.cancelled.v1', data: bare })[0]?.act).toBe('cancel');
  });

  test('keeps numbers to the digit', () => {
    const text = bytes('{"orderNumber":"1","lines":[{"quantity":12345678901234567890.10}]}');
    const { result } = readDocument(text, headOf(text));
    const quantity = 'readings' in result ? result.readings[0]?.lines[0]?.quantity?.value : undefined;
    expect(quantity && decimalText(quantity)).toBe('12345678901234567890.10');
  });

  test('names each number that is none', () => {
    const text = bytes('{"orderNumber":"1","lines":[{"quantity":"many","unitPrice":"1,5"}]}');
    expect(readDocument(text, headOf(text)).result).toMatchObject({
      violations: [{ code: 'WRONG_FORMAT', at: { path: 'lines[0].quantity' } }, { at: { path: 'lines[0].unitPrice' } }],
    });
  });

  test('is answered with the numbers of its lines', () => {
    const [reading] = readingsOf({ ...order, lines: [{ lineNumber: 10, quantity: 25 }, { quantity: 1 }] });
    if (!reading) throw new Error('there is no order');
    const head = { id: 'A-1', issuedAt: '2026-11-29T10:00:00.000Z', orderNumber: 'SO-1', revision: 2, notes: ['one'] };
    const lines = [
      { position: 0, outcome: 'waiting', promisedOn: '2026-12-15' },
      { position: 1, outcome: 'accepted' },
    ] as const;
    const written = jsonFormat.answers?.['order-answer']?.(
      { ...head, outcome: 'waiting', of: 'order', lines },
      reading,
    );
    expect(written?.contentType).toBe('application/json');
    expect(JSON.parse(new TextDecoder().decode(written?.bytes))).toEqual({
      ...head,
      outcome: 'waiting',
      of: 'order',
      sourceId: 'SO-1',
      lines: [
        { lineNumber: 10, outcome: 'waiting', promisedOn: '2026-12-15' },
        { lineNumber: 2, outcome: 'accepted' },
      ],
    });
  });
});

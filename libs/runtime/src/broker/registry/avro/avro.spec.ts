import avsc from 'avsc';
import fc from 'fast-check';
import { FrameProblem } from '../frame-problem.ts';
import { readAvroSchema } from './avro-schema.ts';
import { avroContent } from './avro-value.ts';

// biome-ignore lint/suspicious/noExplicitAny: schemas are whatever a test writes
type Schema = any;

const field = (type: Schema): Schema => ({ type: 'record', name: 'R', fields: [{ name: 'it', type }] });
const jsonOf = (schema: Schema, bytes: Uint8Array) =>
  Buffer.from(avroContent(readAvroSchema(schema), bytes).bytes).toString();
/** What avsc writes, as we read it. */
const through = (schema: Schema, value: unknown) => {
  const type = avsc.Type.forSchema(field(schema), { wrapUnions: false });
  return jsonOf(field(schema), type.toBuffer({ it: value }));
};
/** A number as Avro writes it. */
const long = (value: bigint) => {
  const bytes: number[] = [];
  let left = BigInt.asUintN(64, (value << 1n) ^ (value >> 63n));
  for (; left > 127n; left >>= 7n) bytes.push(Number(left & 127n) | 128);
  return Buffer.from([...bytes, Number(left)]);
};
const whole = (type: Schema, value: bigint) => jsonOf(field(type), long(value));
const bytes = (type: Schema, ...of: number[]) => jsonOf(field({ ...type }), Buffer.from([of.length * 2, ...of]));
const decimal = (scale: number) => ({ type: 'bytes', logicalType: 'decimal', precision: 20, scale });

describe('values of Avro as JSON', () => {
  it.each([
    ['boolean', true, 'true'],
    ['string', 'Łódź "株式会社"', '"Łódź \\"株式会社\\""'],
    ['double', 118.1, '118.1'],
    ['float', 0.5, '0.5'],
    [{ type: 'enum', name: 'E', symbols: ['initial', 'renewal'] }, 'renewal', '"renewal"'],
    [{ type: 'array', items: 'int' }, [1, -2, 3], '[1,-2,3]'],
    [{ type: 'map', values: 'long' }, { EUR: 5 }, '{"EUR":5}'],
    [['null', 'string'], 'SO-1', '"SO-1"'],
    ['bytes', Buffer.from('key'), '"a2V5"'],
  ])('%j as avsc writes it', (schema, value, text) => {
    expect(through(schema, value)).toBe(`{"it":${text}}`);
  });

  it('leave out what a record has nothing for', () => {
    expect(through(['null', 'string'], null)).toBe('{}');
  });

  it.each([
    ['long', 9_223_372_036_854_775_807n, '9223372036854775807'],
    ['long', -9_223_372_036_854_775_808n, '-9223372036854775808'],
    [{ type: 'int', logicalType: 'date' }, 20_788n, '"2026-12-01"'],
    [{ type: 'int', logicalType: 'date' }, -1n, '"1969-12-31"'],
    [{ type: 'int', logicalType: 'time-millis' }, 34_200_001n, '"09:30:00.001"'],
    [{ type: 'long', logicalType: 'timestamp-millis' }, 1_796_117_400_000n, '"2026-12-01T09:30:00.000Z"'],
    [{ type: 'long', logicalType: 'timestamp-micros' }, -1n, '"1969-12-31T23:59:59.999999Z"'],
    [{ type: 'long', logicalType: 'timestamp-nanos' }, 1_000_001n, '"1970-01-01T00:00:00.001000001Z"'],
    [{ type: 'long', logicalType: 'local-timestamp-micros' }, 1000n, '"1970-01-01T00:00:00.001"'],
    [{ type: 'int', 'connect.name': 'io.debezium.time.Date' }, 0n, '"1970-01-01"'],
    [{ type: 'long', logicalType: 'something-else' }, 7n, '7'],
  ])('%j of %s', (type, value, text) => {
    expect(whole(type, value)).toBe(`{"it":${text}}`);
  });

  it('decimals are exact, with the places of their scale', () => {
    expect(bytes(decimal(2), 0x2e, 0x18)).toBe('{"it":"118.00"}');
    expect(bytes(decimal(4), 0xff)).toBe('{"it":"-0.0001"}');
    expect(bytes(decimal(0), 0x01, 0x00)).toBe('{"it":"256"}');
    const fixed = { type: 'fixed', name: 'F', size: 2, logicalType: 'decimal', precision: 4, scale: 2 };
    expect(jsonOf(field(fixed), Buffer.from([0x2e, 0x18]))).toBe('{"it":"118.00"}');
    const digits = (n: bigint) => {
      const hex = BigInt.asUintN(160, n).toString(16).padStart(40, '0');
      return [...Buffer.from(hex, 'hex')];
    };
    fc.assert(
      fc.property(fc.bigInt(-(10n ** 40n), 10n ** 40n), fc.integer({ min: 0, max: 20 }), (value, scale) => {
        const { it } = JSON.parse(bytes(decimal(scale), ...digits(value)));
        expect(BigInt(it.replace('.', ''))).toBe(value);
        expect(it.split('.')[1]?.length ?? 0).toBe(scale);
      }),
    );
  });

  it('a schema of one text or of bytes carries a document, which stays as it is', () => {
    for (const schema of ['string', ['null', 'string'], 'bytes', { type: 'bytes' }]) {
      const type = avsc.Type.forSchema(schema as Schema, { wrapUnions: false });
      const value = JSON.stringify(schema).includes('string') ? '<Order/>' : Buffer.from('<Order/>');
      const content = avroContent(readAvroSchema(schema), type.toBuffer(value));
      expect([content.isJson, Buffer.from(content.bytes).toString()]).toEqual([false, '<Order/>']);
    }
  });

  it('names of types are found in their namespaces, and a record may stand in itself', () => {
    const schema = {
      ...{ type: 'record', name: 'Order', namespace: 'example.orders' },
      fields: [
        { name: 'line', type: { type: 'record', name: 'Line', fields: [{ name: 'sku', type: 'string' }] } },
        { name: 'other', type: 'example.orders.Line' },
        { name: 'next', type: ['null', 'Order'] },
      ],
    } as const;
    const order = { line: { sku: 'A' }, other: { sku: 'B' }, next: null };
    const bytes = avsc.Type.forSchema(schema as Schema, { wrapUnions: false }).toBuffer({ ...order, next: order });
    const text = '"line":{"sku":"A"},"other":{"sku":"B"}';
    expect(jsonOf(schema, bytes)).toBe(`{${text},"next":{${text}}}`);
  });
});

describe('bytes that are no value of their schema', () => {
  const line = {
    type: 'record',
    name: 'L',
    fields: [
      { name: 'sku', type: 'string' },
      { name: 'price', type: decimal(2) },
    ],
  };
  const schema = field({ type: 'array', items: line });
  const value = avsc.Type.forSchema(schema as Schema).toBuffer({
    it: [
      { sku: 'AP-1Y', price: Buffer.from([0x2e, 0x18]) },
      { sku: 'AP-3Y', price: Buffer.from([0x01]) },
    ],
  });

  it('are refused wherever they are cut, and with anything behind them', () => {
    for (let end = 0; end < value.length; end += 1) {
      expect(() => jsonOf(schema, value.subarray(0, end))).toThrow(FrameProblem);
    }
    expect(() => jsonOf(schema, Buffer.concat([value, Buffer.from([0])]))).toThrow('1 bytes are left behind its value');
  });

  it('are refused in no time, whatever lengths they claim', () => {
    const huge = [2n ** 40n, 2n ** 62n, -(2n ** 40n), -1n].map((n) => long(n));
    for (const type of ['string', 'bytes', { type: 'array', items: 'null' }, { type: 'map', values: 'int' }]) {
      for (const length of huge) expect(() => jsonOf(field(type), length)).toThrow(FrameProblem);
    }
    const many = Buffer.concat([...Array.from({ length: 400 }, () => long(100_000n)), long(0n)]);
    expect(() => jsonOf(field({ type: 'array', items: 'null' }), many)).toThrow('more than 200000 values');
  });

  it.each<[string, Schema, Buffer, string]>([
    ['a branch that there is not', ['null', 'string'], long(2n), 'it has branch 2, and its schema has 2'],
    [
      'a symbol that there is not',
      { type: 'enum', name: 'E', symbols: ['A'] },
      long(-1n),
      'it has symbol -1, and its schema has 1',
    ],
    ['a number of 11 bytes', 'long', Buffer.alloc(11, 0xff), 'more than 64 bits'],
    ['an int of 33 bits', 'int', long(2n ** 31n), 'where an int stands'],
    ['no truth value', 'boolean', Buffer.from([2]), 'where true or false stands'],
    ['a text that is not UTF-8', 'string', Buffer.from([2, 0xff]), 'not UTF-8'],
    ['infinity', 'double', Buffer.from('000000000000f07f', 'hex'), 'Infinity'],
    ['a year of six digits', { type: 'long', logicalType: 'timestamp-millis' }, long(10n ** 16n), 'outside the years'],
    ['a decimal without bytes', decimal(2), long(0n), 'a decimal of 0 bytes'],
  ])('are told: %s', (_what, type, value, told) => {
    expect(() => jsonOf(field(type), value)).toThrow(told);
  });

  it('nest no deeper than anybody reads', () => {
    const list = { type: 'record', name: 'N', fields: [{ name: 'next', type: ['null', 'N'] }] };
    expect(() => jsonOf(list, Buffer.alloc(10_000, 2))).toThrow('levels');
    expect(() => jsonOf({ type: 'record', name: 'S', fields: [{ name: 's', type: 'S' }] }, Buffer.alloc(0))).toThrow(
      'levels',
    );
  });

  it('never end in anything but a value or a refusal', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        try {
          JSON.parse(jsonOf(schema, bytes));
        } catch (error) {
          expect(error).toBeInstanceOf(FrameProblem);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

describe('schemas that are wrong', () => {
  it.each<[Schema, string]>([
    ['Order', 'names type Order, which is nowhere defined'],
    [{ type: 'record', name: 'R' }, 'a record has no fields'],
    [{ type: 'record', fields: [] }, 'a named type has no name'],
    [{ type: 'record', name: 'R', fields: [{ type: 'int' }] }, 'a field has no name'],
    [
      [
        { type: 'fixed', name: 'F', size: 1 },
        { type: 'fixed', name: 'F', size: 2 },
      ],
      'it defines F twice',
    ],
    [{ type: 'fixed', name: 'F', size: -1 }, 'the size of a fixed is no number'],
    [{ type: 'enum', name: 'E', symbols: 'A' }, 'its symbols are no list of texts'],
    [7, '7 is no type'],
    [JSON.parse(`${'{"type":'.repeat(100)}"int"${'}'.repeat(100)}`), 'more than 64 levels'],
  ])('%j', (schema, told) => {
    expect(() => readAvroSchema(schema)).toThrow(told);
  });
});

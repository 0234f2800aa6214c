import { binaryHeaders, type EncodedMessage, readCloudEvent, UnreadableMessage } from '#contracts/cloud-event.ts';

const attributes = { specversion: '1.0', id: 'e-1', source: '/erp/eu-1', type: 'sales-order.cancelled.v1' };
const data = { orderNumber: 'SO-Łódź-株式会社', revision: 2 };
const read = { id: 'e-1', source: '/erp/eu-1', type: 'sales-order.cancelled.v1', data };
const headers = binaryHeaders(attributes);

const bytes = (value: unknown) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value));
const binary = (value: Uint8Array | null, change: Record<string, string | undefined> = {}): EncodedMessage => ({
  headers: Object.fromEntries(
    Object.entries({ ...headers, ...change }).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  ),
  value,
});
const structured = (event: unknown, header?: string): EncodedMessage => ({
  headers: header === undefined ? {} : { 'content-type': header },
  value: bytes(event),
});

describe('what is read', () => {
  it.each([
    ['binary mode', binary(bytes(data))],
    ['binary mode without a content-type', binary(bytes(data), { 'content-type': undefined })],
    ['structured mode with its content-type', structured({ ...attributes, data }, 'application/cloudevents+json')],
    [
      'structured mode, charset named',
      structured({ ...attributes, data }, 'application/cloudevents+json; charset=UTF-8'),
    ],
    [
      'structured mode, its content-type in capitals',
      {
        ...structured({ ...attributes, data }),
        headers: { ...headers, 'content-type': 'Application/CloudEvents+JSON' },
      },
    ],
    ['structured mode without a content-type', structured({ ...attributes, data })],
    ['structured mode as plain JSON', structured({ ...attributes, data }, 'application/json')],
    ['structured mode with data_base64', structured({ ...attributes, data_base64: bytes(data).toString('base64') })],
    ['attributes that are not known', structured({ ...attributes, data, traceparent: '00-1-2-01' })],
  ])('%s', (_, message) => {
    expect(readCloudEvent(message)).toMatchObject(read);
  });

  it('content-type decides when both modes could be meant', () => {
    const inside = { ...attributes, id: 'inside', data };
    const message = { headers: { ...headers, 'content-type': 'application/cloudevents+json' }, value: bytes(inside) };
    expect(readCloudEvent(message).id).toBe('inside');
  });

  it('data of binary mode may look like an event itself', () => {
    const inner = { ...attributes, id: 'inner', data };
    expect(readCloudEvent(binary(bytes(inner)))).toMatchObject({ id: 'e-1', data: inner });
  });

  it.each([
    '2026-11-21t09:30:00z',
    '2026-11-21T10:30:00.123456789+01:00',
    '1970-01-01T00:00:00Z',
    '9999-12-31T23:59:59Z',
  ])('the time %s', (ce_time) => {
    const { time = '' } = readCloudEvent(binary(bytes(data), { ce_time }));
    expect(new Date(time).getTime()).not.toBeNaN();
  });

  it('what is written is read back, optional attributes and all', () => {
    const event = { ...read, subject: 'SO-1', time: '2026-11-21T09:30:00Z', correlationId: 'c-1' };
    expect(readCloudEvent({ headers: binaryHeaders(event), value: bytes(data) })).toEqual(event);
  });

  it('escaped characters that are text', () => {
    expect(readCloudEvent(binary(bytes('{"name":"\\u0141\\ud842\\udfb7"}'))).data).toEqual({ name: 'Ł𠮷' });
  });
});

describe('what is refused, and in which words', () => {
  const notUtf8 = Buffer.from([0x7b, 0x22, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]);
  const oversize = bytes(JSON.stringify('x'.repeat(8_000_000)));
  it.each([
    ['a tombstone', binary(null), 'the message has no value'],
    ['more than 8 MB', binary(oversize), 'the message has 8000002 bytes, more than 8000000'],
    ['no id', binary(bytes(data), { ce_id: undefined }), 'header ce_id is missing'],
    ['an empty source', binary(bytes(data), { ce_source: '' }), 'header ce_source is missing'],
    ['no type', binary(bytes(data), { ce_type: undefined }), 'header ce_type is missing'],
    ['an id of 513 characters', binary(bytes(data), { ce_id: 'x'.repeat(513) }), 'ce_id has more than 512 characters'],
    ['another version', binary(bytes(data), { ce_specversion: '0.3' }), 'specversion is "0.3"; 1.0 is understood'],
    ['no version', binary(bytes(data), { ce_specversion: undefined }), 'specversion is undefined; 1.0 is understood'],
    [
      'a time that is none',
      binary(bytes(data), { ce_time: 'yesterday' }),
      'ce_time is not a time as RFC 3339: yesterday',
    ],
    ...[
      'Wed Nov 25 2026 10:00:00 GMT+0100 (CET)',
      '+012026-01-01T00:00:00Z',
      '-000001-01-01T00:00:00Z',
      '1969-12-31T23:59:59Z',
      '9999-12-31T23:59:59-12:00',
      '2026-13-01T00:00:00Z',
      '2026-02-30T00:00:00Z',
      '2026-11-25T24:00:00Z',
      '2026-11-25T10:00:00+24:00',
      '2026-11-25',
      '1764057600',
    ].map((ce_time): [string, EncodedMessage, string] => [
      `the time ${ce_time}`,
      binary(bytes(data), { ce_time }),
      'it has to be like 2026-11-21T09:30:00Z',
    ]),
    ...[1_764_057_600, true, {}, ['2026-11-25T10:00:00Z']].map((time): [string, EncodedMessage, string] => [
      `the time ${JSON.stringify(time)} in structured mode`,
      structured({ ...attributes, time, data }),
      'time is no text; it has to be like 2026-11-21T09:30:00Z',
    ]),
    ['data of 10,000 levels', binary(bytes('['.repeat(10_000) + ']'.repeat(10_000))), 'data has more than 64 levels'],
    [
      'an attribute of 10,000 levels',
      structured(`{"specversion":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`),
      'the message has more than 64 levels',
    ],
    ['data that is not UTF-8', binary(notUtf8), 'data is not UTF-8'],
    ['data that is not JSON', binary(bytes('{"a":')), 'data is not JSON'],
    ['no data at all', binary(bytes('')), 'data is not JSON'],
    [
      'a NUL character in a header',
      binary(bytes(data), { ce_subject: 'a\u0000' }),
      'header ce_subject has the character',
    ],
    ['a NUL character', binary(bytes('{"name":"a\\u0000b"}')), 'data has the character U+0000'],
    ['a NUL character in a name', binary(bytes('{"a\\u0000":1}')), 'data has the character U+0000'],
    ['half of a surrogate pair', binary(bytes('{"name":["\\ud842"]}')), 'half of a surrogate pair'],
    [
      'a NUL character in structured mode',
      structured('{"specversion":"1.0","id":"\\u0000"}'),
      'the message has the character',
    ],
    ['neither mode', structured(data), 'the message is no CloudEvent 1.0'],
    ['a list', structured([attributes]), 'the message is no CloudEvent 1.0'],
    ['null', structured('null'), 'the message is no CloudEvent 1.0'],
    ['structured mode without an id', structured({ ...attributes, id: undefined, data }), 'id is missing'],
    ['structured mode with a number as id', structured({ ...attributes, id: 7, data }), 'id is missing'],
    [
      'a batch of events',
      structured([{ ...attributes, data }], 'application/cloudevents-batch+json'),
      'no CloudEvent 1.0',
    ],
    ['data_base64 that is not JSON', structured({ ...attributes, data_base64: 'AAEC' }), 'data_base64 is not JSON'],
    [
      'a name twice (O13)',
      binary(bytes('{"orderNumber":"SO-1","lines":[{"quantity":1},{"quantity":5, "quantity" :500}]}')),
      'data has the name "quantity" twice in one object, as lines[1].quantity; say it once',
    ],
    [
      'a name twice in structured mode (O13)',
      structured(`{"specversion":"1.0","id":"e","source":"/a","type":"x.v1","data":{"a":{"\\u0069d":1,"id":1}}}`),
      'the message has the name "id" twice in one object, as data.a.id; say it once',
    ],
    [
      'an attribute twice (O13)',
      structured(`{"specversion":"1.0","id":"e-1","source":"/a","type":"x.v1","id":"e-2","data":{}}`),
      'the message has the name "id" twice in one object, as id; say it once',
    ],
    [
      'a name twice in data_base64 (O13)',
      structured({ ...attributes, data_base64: bytes('[{"K\u00d6LN":1,"KO\u0308LN":1}]').toString('base64') }),
      'data_base64 has the name "K\u00d6LN" twice in one object, as [0].K\u00d6LN; say it once',
    ],
    [
      'a NUL character in data_base64',
      structured({ ...attributes, data_base64: bytes('"\\u0000"').toString('base64') }),
      'data_base64 has the character U+0000',
    ],
  ])('%s', (_, message, words) => {
    expect(() => readCloudEvent(message)).toThrow(UnreadableMessage);
    expect(() => readCloudEvent(message)).toThrow(words);
  });
});

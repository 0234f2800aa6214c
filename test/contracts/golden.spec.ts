import { readFileSync } from 'node:fs';
import { readCloudEvent } from '#contracts/cloud-event.ts';
import { schemaViolations } from '#contracts/reading/violations.ts';
import { salesOrder } from '#contracts/sales-orders.ts';
import { goldenFiles } from '../../tools/contracts/golden-files.ts';
import { publishedCheck, schemaByType } from './published.ts';

/**
 * Golden files are for ever: what one of them says was right once has to be taken by every later release, as senders will not
 * change with us. Add files and examples; never change one to make a test pass.
 */
const golden = goldenFiles();

it('every event type has a golden file', () => {
  expect([...schemaByType.keys()].filter((type) => !golden.has(type))).toEqual([]);
});

describe.each([...golden])('%s', (type, { full, minimal, refused, also = [] }) => {
  const schema = schemaByType.get(type);
  const isPublished = publishedCheck(type);

  it.each<[string, unknown]>([
    ['full', full],
    ['minimal', minimal],
    ...also.map((data, index): [string, unknown] => [`other (${index + 1})`, data]),
  ])('takes the %s example', (_, data) => {
    expect(schema?.safeParse(data).error?.issues ?? []).toEqual([]);
    expect(isPublished(data)).toBe(true);
  });

  it('has examples that name every field', () => {
    const shape = (schema as { shape?: object } | undefined)?.shape ?? {};
    // Fields of which only one can stand there are in the other examples.
    const named = [full as object, ...also].flatMap((data) => Object.keys(data));
    expect(named).toEqual(expect.arrayContaining(Object.keys(shape)));
  });

  it.each(refused.map((each) => [each.because, each] as const))('refuses: %s', (_, { path, data }) => {
    const error = schema?.safeParse(data).error;
    const paths = error ? schemaViolations(error, data).map((violation) => violation.path) : [];
    expect(paths).toContain(path);
    expect(isPublished(data)).toBe(false);
  });
});

it('a whole message in structured mode is read as its data', () => {
  const file = new URL('golden/events/sales-order-placed.json', import.meta.url);
  const event = readCloudEvent({ headers: {}, value: readFileSync(file) });
  expect(event).toMatchObject({ type: 'sales-order.placed.v1', source: '/erp/eu-1', subject: 'SO-10001' });
  expect(salesOrder.parse(event.data)).toMatchObject({
    orderNumber: 'SO-10001',
    accounts: [{ name: 'Łódź Logistyka S.A.' }, {}],
  });
});

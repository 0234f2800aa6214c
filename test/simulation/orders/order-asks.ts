import fc from '#test/support/samples/properties.ts';

/** Random revisions of sales orders, as ERP systems send them: each is the one before with some fields changed. */

const sku$ = fc.constantFrom('AP-1Y', 'MX-1Y', 'AP-1Y', 'MX-1Y', 'GONE-1Y');
const day$ = fc.constantFrom(undefined, '2026-01-01', '2026-12-01', '2026-12-24', '2027-06-01');

// Names that an order has inside, too: what an ERP has under them is its own and decides nothing.
const lineExtras$ = fc.constantFrom<object>(
  {},
  {},
  { note: 'a' },
  { note: 'b' },
  { state: 'released', shipmentId: 'SO-1-S1' },
);
const extras$ = fc.constantFrom<object>(
  ...[{}, {}, { note: 'a' }, { note: 'b' }, { cancelledAt: null }, { cancelledAt: '2026-01-01T00:00:00Z' }],
  { state: 'cancelled', shipments: 7, refusals: 'none', seenRevision: 99, foreign: null, contents: {} },
);

const line$ = fc.record({
  sku: sku$,
  quantity: fc.integer({ min: 1, max: 3 }),
  unitPrice: fc.constantFrom('118.00', '118', '10', '1.005'),
  kind: fc.constantFrom('initial', 'renewal', undefined),
  termMonths: fc.constantFrom(undefined, undefined, 12, 24),
  requestedShipDate: day$,
  activationDate: fc.constantFrom(undefined, undefined, '2027-01-01'),
  buyerLineReference: fc.constantFrom(undefined, 'POS 10', 'POS 20'),
  extras: lineExtras$,
});

const account = (role: string, ...ids: (string | undefined)[]) =>
  fc.record({
    accountId: fc.constantFrom(...ids),
    name: fc.constantFrom(undefined, 'Łódź S.A.', 'Other name'),
    country: fc.constantFrom(undefined, 'PL', 'DE'),
    role: fc.constant(role),
  });

/** One place of an order with a value of it. */
const field$ = fc.record({
  purchaseOrder: fc.constantFrom(undefined, 'PO-1', 'PO-2'),
  buyerReference: fc.constantFrom(undefined, 'BUYER-1', 'BUYER-2'),
  placedAt: fc.constantFrom(undefined, '2026-11-20T10:00:00Z', '2026-11-20T11:00:00+01:00', '2026-11-21T10:00:00Z'),
  currency: fc.constantFrom('EUR', 'EUR', 'EUR', 'JPY'),
  customer: account('end-customer', 'C-1', 'C-1', 'C-2'),
  partner: account('partner', undefined, 'PARTNER-1'),
  distributor: account('distributor', undefined, 'DIST-1'),
  soldTo: account('sold-to', undefined, undefined, 'SOLD-1'),
  billTo: account('bill-to', undefined, 'PAYER-1', 'PAYER-2'),
  emails: fc.constantFrom(['it@kunde.example'], ['IT@kunde.example', 'a@kunde.example'], ['b@kunde.example'], []),
  extras: extras$,
  line1: line$,
  line2: fc.option(line$, { nil: undefined }),
  line3: fc.option(line$, { nil: undefined }),
});
export type Fields = typeof field$ extends fc.Arbitrary<infer Of> ? Of : never;

const names = [
  'purchaseOrder',
  'buyerReference',
  'placedAt',
  'currency',
  'customer',
  'partner',
  'distributor',
] as const;
const more = ['soldTo', 'billTo', 'emails', 'extras', 'line1', 'line2', 'line3'] as const;

/** A change of one place, or of one place of a line. */
const change$ = fc.record({
  to: field$,
  name: fc.constantFrom(...names, ...more),
  part: fc.constantFrom(undefined, ...(Object.keys(lineParts()) as (keyof Fields['line1'])[])),
});

function lineParts(): Record<keyof Fields['line1'], true> {
  return {
    ...{ sku: true, quantity: true, unitPrice: true, kind: true, termMonths: true, requestedShipDate: true },
    ...{ activationDate: true, buyerLineReference: true, extras: true },
  };
}

/** Some revisions of one order: each is the one before with a few places changed. */
export const revisions = fc
  .tuple(field$, fc.array(fc.array(change$, { minLength: 0, maxLength: 3 }), { minLength: 5, maxLength: 7 }))
  .map(([first, changes]) => {
    const all = [first];
    for (const of of changes) all.push(of.reduce(changed, all.at(-1) ?? first));
    return all.map(orderOf);
  });

function changed(
  before: Fields,
  { to, name, part }: typeof change$ extends fc.Arbitrary<infer Of> ? Of : never,
): Fields {
  const [line, other] = [before[name], to[name]];
  const isLine = name === 'line1' || name === 'line2' || name === 'line3';
  if (!isLine || part === undefined || line === undefined || other === undefined) return { ...before, [name]: other };
  return { ...before, [name]: { ...(line as object), [part]: (other as Fields['line1'])[part] } };
}

/** The order of these fields, as a message says it, without its number and revision. */
export function orderOf(fields: Fields): Record<string, unknown> {
  const { extras, customer, partner, distributor, soldTo, billTo, line1, line2, line3, ...header } = fields;
  const lines = [line1, line2, line3].flatMap((line, index) => {
    if (!line) return [];
    const { extras: unknown, ...known } = line;
    return [{ ...unknown, lineNumber: index + 1, ...known }];
  });
  const accounts = [customer, partner, distributor, soldTo, billTo].filter((each) => each.accountId !== undefined);
  return JSON.parse(JSON.stringify({ ...extras, ...header, accounts, lines }));
}

/** What happens to orders. */
export const step = fc.record({
  kind: fc.constantFrom(
    'revise',
    'revise',
    'revise',
    'revise',
    'release',
    'stranger',
    'other',
    'cancel',
    'again',
    'bill',
  ),
  order: fc.constantFrom(0, 0, 0, 1),
  revision: fc.integer({ min: 1, max: 6 }),
  /** Which of the revisions it says; mostly that of its number. */
  says: fc.oneof({ weight: 6, arbitrary: fc.constant(undefined) }, fc.integer({ min: 1, max: 6 })),
  days: fc.constantFrom(0, 0, 0, 1, 20),
});
export type Step = typeof step extends fc.Arbitrary<infer Of> ? Of : never;

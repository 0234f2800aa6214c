import type { Facts } from '../support/oracle/facts.ts';
import { judge } from '../support/oracle/oracle.ts';
import type { Asked } from '../support/oracle/oracle-asked.ts';
import type { TopicMessage } from '../support/oracle/topic-contents.ts';

/** An oracle that finds nothing proves nothing: each of these facts has one thing wrong with it. */
describe('the oracle finds what is planted', () => {
  const line = { lineNumber: 1, sku: 'MIST-AP-STD-1Y', quantity: 5, unitPrice: '118.00' };
  const order = {
    ...{ orderNumber: 'SO-1', accountId: 'ACC-1', emails: ['a@x.example'], lines: [line] },
    expect: 'accepted' as const,
  };
  const transfer = { id: 'T-1', source: '/test', from: 'ACC-1', to: 'ACC-2', quantity: 2 };
  const poison = { service: 'intake', topic: 'sales-orders', value: Buffer.from('poison') };
  const asked = (): Asked => ({
    ...{ orders: [order], poison: [poison], transfers: [transfer] },
    ...{ codes: new Map(), issued: new Map() },
  });

  const entitlement = {
    ...{ entitlement_id: 'SO-1/1', shipment_id: 'SO-1/S1', order_number: 'SO-1', line_number: 1, account_id: 'ACC-1' },
    ...{ sku: line.sku, quantity: 5, ssrn: '42', activation_code_hash: 'hash', sealed_activation_code: 'sealed' },
  };
  const mail = {
    ...{ shipment_id: 'SO-1/S1', round: 1, order_number: 'SO-1', message_id: '<1@x>', state: 'sent', doubtful: 0 },
    recipients: [{ address: 'a@x.example', state: 'accepted' }],
  };
  const sunk = {
    messageId: '<1@x>',
    to: ['a@x.example'],
    subject: 'Order SO-1: licenses',
    attachments: 1,
    digest: 'd1',
  };
  const issued = { journal_id: 'SO-1/1/fulfil', lot_id: 'SO-1/1', account_id: '@issued', quantity: '-5' };
  const granted = { ...issued, account_id: 'ACC-1', quantity: '5' };
  const given = { journal_id: 'T-1~b306d9ff.1', lot_id: 'SO-1/1', account_id: 'ACC-1', quantity: '-2' };
  const taken = { ...given, account_id: 'ACC-2', quantity: '2' };
  const movement = { movement_id: 'M1', action_id: 'SO-1/1/fulfil', account_id: 'ACC-1', quantity: 5 };
  const adjustment = { adjustment_id: 'A1', movement_id: 'M1', account_id: 'ACC-1', period: '2026-12' };

  function event(id: string, type: string, data: object): TopicMessage {
    const place = { topic: 'out', partition: 0, offset: '0', key: 'k', headers: {} };
    return { ...place, id, source: '/test', type, value: JSON.stringify(data) };
  }

  const accepted = event('1', 'order.accepted.v1', { orderNumber: 'SO-1' });
  const fulfilled = event('2', 'entitlement.fulfilled.v1', {
    ...{ entitlementId: 'SO-1/1', ssrn: '42', sealedActivationCode: 'sealed' },
  });
  const sent = event('3', 'fulfillment-mail.sent.v1', { messageId: '<1@x>', to: ['a@x.example'] });
  const adjusted = event('4', 'invoice.adjusted.v1', { adjustmentId: 'A1' });
  const ledger = {
    lots: [{ lot_id: 'SO-1/1' }],
    holdings: [
      { account_id: 'ACC-1', lot_id: 'SO-1/1', quantity: '3' },
      { account_id: 'ACC-2', lot_id: 'SO-1/1', quantity: '2' },
    ],
    entries: [issued, granted, given, taken],
    journals: [
      { journal_id: 'SO-1/1/fulfil', action: 'fulfil', source: '@issued', target: 'ACC-1', quantity: '5' },
      { journal_id: 'T-1~b306d9ff.1', action: 'transfer', source: 'ACC-1', target: 'ACC-2', quantity: '2' },
    ],
  };
  const invoicing = {
    movements: [
      movement,
      { movement_id: 'M2', action_id: 'T-1~b306d9ff.1', account_id: 'ACC-1', quantity: -2 },
      { movement_id: 'M3', action_id: 'T-1~b306d9ff.1', account_id: 'ACC-2', quantity: 2 },
    ],
    adjustments: [adjustment],
    mails: [],
    invoices: ['INV-2026-000001', 'INV-2026-000002', 'INV-2027-000001', 'CN-2026-000001'].map((number) => ({
      ...{ number, document: number.startsWith('INV') ? 'invoice' : 'credit-note', digest: `of ${number}` },
    })),
    series: [
      { series: 'INV-2026', last_number: 2 },
      { series: 'INV-2027', last_number: 1 },
      { series: 'CN-2026', last_number: 1 },
    ],
  };
  const [first, second, ...others] = invoicing.invoices;
  const billed = invoicing.invoices.map(({ number, document }) => event(number, `${document}.issued.v1`, { number }));
  const facts: Facts = {
    orders: [{ order_number: 'SO-1', state: 'released' }],
    entitlements: [entitlement],
    mails: [mail],
    deadLetters: [{ service: 'intake', topic: 'sales-orders', value: 'cG9pc29u', error: 'not JSON' }],
    waiting: [],
    events: [accepted, fulfilled, sent, adjusted, adjusted, ...billed],
    sunk: [sunk],
    ledger,
    invoicing,
  };

  test('and nothing where all is well', () => {
    expect(judge(facts, asked())).toEqual([]);
  });

  const two = { ...entitlement, entitlement_id: 'SO-1/2' };
  const withLedger = (changed: Partial<typeof ledger>): Partial<Facts> => ({ ledger: { ...ledger, ...changed } });
  const withInvoices = (...invoices: unknown[]): Partial<Facts> => ({
    invoicing: { ...invoicing, invoices: invoices as typeof invoicing.invoices },
  });
  const ofNobody = { number: 'X-2026-000001', digest: '' };
  const otherData = event('1', 'order.accepted.v1', { orderNumber: 'SO-1', changed: true });
  test.each<[string, Partial<Facts>, RegExp]>([
    ['a lost entitlement', { entitlements: [] }, /^\(1\) line SO-1\/1 has 0/],
    ['a doubled entitlement', { entitlements: [entitlement, two] }, /^\(1\) line SO-1\/1 has 2/],
    ['an entitlement of something else', { entitlements: [{ ...entitlement, quantity: 6 }] }, /^\(1\) .* not what was/],
    ['a lost order', { orders: [] }, /^\(1\) order SO-1 is unknown/],
    ['a repeated SSRN', { entitlements: [entitlement, two] }, /^\(2\) SSRN 42 stands twice/],
    [
      'a changed code',
      { entitlements: [{ ...entitlement, sealed_activation_code: 'other' }] },
      /^\(2\) .* another code/,
    ],
    ['entries that do not sum to zero', withLedger({ entries: [issued, granted, given] }), /^\(3\) entries of T-1/],
    ['a wrong holding', withLedger({ holdings: ledger.holdings.slice(1) }), /^\(3\) holding ACC-1 SO-1\/1 says 0/],
    ['a lost transfer', withLedger({ journals: ledger.journals.slice(0, 1) }), /^\(4\) transfer T-1~.* was recorded 0/],
    [
      'a transfer billed to one side',
      { invoicing: { ...invoicing, movements: [movement] } },
      /^\(4\) transfer T-1~.* is bil/,
    ],
    ['an adjustment that nobody heard of', { events: facts.events.slice(0, 3) }, /^\(4\) adjustment A1 was never/],
    ['a deleted invoice', withInvoices(second, ...others), /^\(5\) series INV-2026 has no number 1,/],
    ['the last invoice deleted', withInvoices(first, ...others), /^\(5\) series INV-2026 has no number 2,/],
    ['a doubled number', withInvoices(first, first, second, ...others), /^\(5\) number INV-2026-000001 stands for two/],
    ['a number never given', withInvoices(...invoicing.invoices, ofNobody), /^\(5\) series X-2026 has number 1,/],
    ['an outbox that is not empty', { waiting: ['3 events in the outbox of intake'] }, /^\(6\) 3 events/],
    ['one id with two contents', { events: [...facts.events, otherData] }, /^\(6\) .* different contents/],
    ['one effect under two ids', { events: [...facts.events, { ...sent, id: '9' }] }, /^\(6\) .* two ids/],
    ['an event that was never sent', { events: facts.events.slice(1) }, /^\(6\) order.accepted.v1 of SO-1 was never/],
    [
      'a credit note that nobody heard of',
      { events: facts.events.slice(0, -1) },
      /^\(6\) credit-note.issued.v1 of CN-2026-000001 was never/,
    ],
    ['a mail that never came', { sunk: [] }, /^\(7\) <1@x> was not accepted/],
    ['a mail that came twice for no reason', { sunk: [sunk, sunk] }, /^\(7\) <1@x> went to a@x.example 2 times/],
    [
      'a mail that comes again with other bytes',
      { sunk: [sunk, { ...sunk, digest: 'd2' }] },
      /^\(7\) <1@x> came with 2 different contents/,
    ],
    ['a mail of another order', { sunk: [{ ...sunk, subject: 'Order SO-2' }] }, /^\(7\) <1@x> of SO-1 says/],
    ['a shipment without a mail', { mails: [], sunk: [] }, /^\(7\) shipment SO-1\/S1 has no mail/],
    ['lost poison', { deadLetters: [] }, /^\(8\) no dead letter/],
    [
      'a dead letter of a good message',
      { deadLetters: [...facts.deadLetters, { service: 'ledger', topic: 'entitlements', value: '', error: 'oops' }] },
      /^\(9\) .*oops/,
    ],
  ])('%s', (_, planted, words) => {
    expect(judge({ ...facts, ...planted }, asked())).toEqual(expect.arrayContaining([expect.stringMatching(words)]));
  });

  test('F8 a mail with other bytes for each release, and no more than that while one is replaced', () => {
    const sentAgain = (...digests: string[]) => ({
      ...facts,
      mails: [{ ...mail, doubtful: digests.length - 1 }],
      sunk: digests.map((digest) => ({ ...sunk, digest })),
    });
    expect(judge(sentAgain('old', 'new', 'new'), asked(), 2)).toEqual([]);
    expect(judge(sentAgain('old', 'new', 'newer'), asked(), 2)).toEqual(['(7) <1@x> came with 3 different contents']);
  });

  test('a code that changed since the last look', () => {
    const before = asked();
    before.codes.set('SO-1/1', '42 another-hash');
    expect(judge(facts, before)).toEqual(['(2) code or SSRN of SO-1/1 changed']);
  });

  test('an invoice that was changed, and one that was taken back with its number, since the last look', () => {
    const before = asked();
    before.issued.set('INV-2026-000001', 'of something else').set('INV-2026-000003', '');
    expect(judge(facts, before)).toEqual([
      '(5) document INV-2026-000001 was changed after it was issued',
      '(5) document INV-2026-000003 is gone',
    ]);
  });
});

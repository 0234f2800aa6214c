import fc from '#test/support/samples/properties.ts';
import { decideOrderChanged } from './follow.ts';
import {
  type Candidate,
  type EntitlementEvent,
  entitlementIdOf,
  evolveFulfillment,
  type FulfillmentState,
  fulfilShipment,
  type ReleasedShipment,
} from './fulfil.ts';
import { messageIdOf } from './message-id.ts';
import { followOrder } from './order-header.ts';
import { resendMail } from './shipment-mail.ts';

const now = '2026-11-21T09:30:00.000Z';
const domain = 'mail.example';

function emptyState(): FulfillmentState {
  return { entitlements: new Set(), mails: new Map(), headers: new Map() };
}

function shipment(lineNumbers: readonly number[], changes: Partial<ReleasedShipment<string>> = {}) {
  return {
    shipmentId: 'SO-10001/2026-11-21',
    orderNumber: 'SO-10001',
    revision: 1,
    purchaseOrder: 'PO-77',
    currency: 'EUR',
    accounts: [
      { accountId: 'ACC-900', role: 'partner', name: 'Nordwind' },
      { accountId: 'ACC-100', role: 'end-customer', name: 'Łódź' },
    ],
    emails: ['it@lodz.example', 'orders@nordwind.example'],
    lines: lineNumbers.map((lineNumber) => ({
      lineNumber,
      sku: `SKU-${lineNumber}`,
      quantity: lineNumber * 5,
      unitPrice: '118.00',
      kind: lineNumber === 1 ? ('initial' as const) : ('renewal' as const),
      termMonths: 12,
      product: 'facts',
    })),
    ...changes,
  } satisfies ReleasedShipment<string>;
}

/** A candidate for every line that a test may ask for; another one for each draw. */
function drawn(draw = 1): Map<string, Candidate> {
  const lines = Array.from({ length: 30 }, (_, index) => index + 1);
  return new Map(
    lines.map((line) => [
      entitlementIdOf('SO-10001', line),
      {
        sealedActivationCode: `sealed-${draw}-${line}`,
        activationCodeHash: `hash-${draw}-${line}`,
        ssrn: `ssrn-${draw}-${line}`,
      },
    ]),
  );
}

function fulfil(state: FulfillmentState, released: ReleasedShipment<string>, draw = 1, at = now) {
  const events = fulfilShipment(state, released, drawn(draw), at, domain);
  for (const event of events) evolveFulfillment(state, event);
  return events;
}

const entitlementsOf = (events: readonly EntitlementEvent<string>[]) =>
  events.flatMap((event) => (event.type === 'EntitlementFulfilled' ? [event] : []));
const mailsOf = (events: readonly EntitlementEvent<string>[]) =>
  events.flatMap((event) => (event.type === 'MailQueued' ? [event] : []));

describe('fulfillment', () => {
  test.each([
    ['2027-02-28', '2027-02-28', '2028-02-28', '2028-03-29'],
    ['2026-11-22', '2026-11-22', '2027-11-22', '2027-12-22'],
    ['2026-11-21', '2026-11-21', '2027-11-21', '2027-12-21'],
    ['2020-01-01', '2026-11-21', '2027-11-21', '2027-12-21'],
  ])('O11 a line with activation date %s is fulfilled now, its term runs from %s', (activationDate, ...term) => {
    const lines = shipment([1]).lines.map((line) => ({ ...line, activationDate }));
    const events = fulfil(emptyState(), shipment([1], { lines }));
    expect(events.map(({ type }) => type)).toEqual(['EntitlementFulfilled', 'MailQueued']);
    const [startsOn, endsOn, graceEndsOn] = term;
    expect(events[0]).toMatchObject({ startsOn, endsOn, graceEndsOn, fulfilledAt: now });
    expect(events[0]).not.toHaveProperty('activationDate');
  });

  test('F1 F3 a line becomes an entitlement of the end customer, its timer starting now', () => {
    expect(entitlementsOf(fulfil(emptyState(), shipment([1])))).toEqual([
      {
        type: 'EntitlementFulfilled',
        entitlementId: 'ENT-SO-10001-1',
        shipmentId: 'SO-10001/2026-11-21',
        orderNumber: 'SO-10001',
        revision: 1,
        lineNumber: 1,
        purchaseOrder: 'PO-77',
        accountId: 'ACC-100',
        accounts: shipment([1]).accounts,
        sku: 'SKU-1',
        quantity: 5,
        unitPrice: '118.00',
        currency: 'EUR',
        kind: 'initial',
        termMonths: 12,
        product: 'facts',
        startsOn: '2026-11-21',
        endsOn: '2027-11-21',
        graceEndsOn: '2027-12-21',
        sealedActivationCode: 'sealed-1-1',
        activationCodeHash: 'hash-1-1',
        ssrn: 'ssrn-1-1',
        fulfilledAt: now,
      },
    ]);
  });

  test('F4 one mail per shipment, to every address on the order and to none of them twice', () => {
    const emails = ['it@lodz.example', 'orders@nordwind.example', 'IT@lodz.example'];
    const events = fulfil(emptyState(), shipment([1, 2, 3], { emails }));
    expect(mailsOf(events)).toEqual([
      {
        type: 'MailQueued',
        shipmentId: 'SO-10001/2026-11-21',
        orderNumber: 'SO-10001',
        accountId: 'ACC-100',
        round: 1,
        messageId: '<SO-10001=2F2026-11-21@mail.example>',
        addresses: ['it@lodz.example', 'orders@nordwind.example'],
        queuedAt: now,
      },
    ]);
  });

  test('F1 F2 exactly one entitlement per order line, its code unchanged, whatever is redelivered in whatever cut', () => {
    const lines = fc.uniqueArray(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.array(lines, { minLength: 1, maxLength: 8 }), (cuts) => {
        const state = emptyState();
        const events = cuts.flatMap((cut, draw) =>
          fulfil(state, shipment(cut, { shipmentId: `S-${Math.min(...cut)}` }), draw),
        );
        const made = entitlementsOf(events).map(({ lineNumber }) => lineNumber);
        expect(new Set(made).size).toBe(made.length);
        expect(new Set(made)).toEqual(new Set(cuts.flat()));
        const mailed = mailsOf(events).map(({ messageId }) => messageId);
        expect(new Set(mailed).size).toBe(mailed.length);
      }),
    );
  });

  test('F1 the same shipment again comes to nothing, a line twice in it to one entitlement', () => {
    const state = emptyState();
    expect(fulfil(state, shipment([1, 1]))).toHaveLength(2);
    expect(fulfil(state, shipment([1, 1]), 2, '2026-11-22T00:00:00.000Z')).toEqual([]);
  });

  test('F2 F8 a resend goes to all addresses with a Message-ID of its own and fulfills nothing', () => {
    const state = emptyState();
    fulfil(state, shipment([1]));
    const first = resendMail(state, 'SO-10001/2026-11-21', now, domain);
    expect(first).toMatchObject({
      ok: true,
      value: { round: 2, messageId: '<SO-10001=2F2026-11-21.r2@mail.example>', addresses: shipment([1]).emails },
    });
    if (first.ok) evolveFulfillment(state, first.value);
    expect(resendMail(state, 'SO-10001/2026-11-21', now, domain)).toMatchObject({ value: { round: 3 } });
    expect(resendMail(state, 'SO-99', now, domain)).toMatchObject({
      ok: false,
      violations: [{ code: 'NO_SUCH_MAIL' }],
    });
  });

  describe('O10 what of an order may follow its release follows its newest revision', () => {
    const revised = (revision: number, changes = {}) => ({
      ...{ orderNumber: 'SO-10001', revision, purchaseOrder: `PO-${revision}`, emails: [`r${revision}@lodz.example`] },
      ...{ buyerReference: `BR-${revision}`, lineFacts: { 1: { buyerLineReference: `L-${revision}` } } },
      ...{ accounts: [{ accountId: 'ACC-100', role: 'end-customer' as const, name: `Name ${revision}` }], ...changes },
    });
    const follow = (state: FulfillmentState, revision: number) => {
      const events = followOrder(state.headers, revised(revision));
      for (const event of events) evolveFulfillment(state, event);
      return events;
    };

    test('O10 whatever arrives last, the newest revision counts', () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 2, max: 6 }), { minLength: 1 }), fc.nat(8), (revisions, at) => {
          const state = emptyState();
          const before = revisions.slice(0, at);
          for (const revision of before) follow(state, revision);
          const [made] = entitlementsOf(fulfil(state, shipment([1])));
          const newestBefore = Math.max(1, ...before);
          expect(made).toMatchObject({
            revision: newestBefore,
            purchaseOrder: newestBefore === 1 ? 'PO-77' : `PO-${newestBefore}`,
            ...(newestBefore > 1 && { buyerReference: `BR-${newestBefore}`, buyerLineReference: `L-${newestBefore}` }),
          });
          for (const revision of revisions.slice(at)) follow(state, revision);
          expect(state.headers.get('SO-10001')).toMatchObject(revised(Math.max(...revisions)));
          const again = resendMail(state, 'SO-10001/2026-11-21', now, domain);
          expect(again).toMatchObject({ value: { addresses: [`r${Math.max(...revisions)}@lodz.example`] } });
        }),
      );
    });

    describe('O10 a mail that still waits gives way to one for the order as it is now', () => {
      const shipmentId = 'SO-10001/2026-11-21';
      const header = revised(2, { emails: ['Right@lodz.example', 'orders@nordwind.example', 'right@lodz.example'] });
      const waitingState = (accepted: readonly string[], stored = true): FulfillmentState => {
        const mail = { shipmentId, orderNumber: 'SO-10001', accountId: 'ACC-100', round: 1, accepted, stored };
        return { ...emptyState(), waiting: new Map([[shipmentId, mail]]) };
      };
      const mailsFor = (state: FulfillmentState) => mailsOf(decideOrderChanged(state, header, now, domain));

      test.each([
        ['nobody has it', [], ['Right@lodz.example', 'orders@nordwind.example']],
        ['one has it already', ['ORDERS@nordwind.example'], ['Right@lodz.example']],
        ['only who is gone has it', ['it@lodz.example'], ['Right@lodz.example', 'orders@nordwind.example']],
      ])('O10 where %s', (_, accepted, addresses) => {
        expect(mailsFor(waitingState(accepted))).toMatchObject([
          { shipmentId, round: 2, messageId: '<SO-10001=2F2026-11-21.r2@mail.example>', addresses },
        ]);
      });

      test('O10 where all have it, or none waits, nothing is sent again', () => {
        expect(mailsFor(waitingState(['right@lodz.example', 'orders@nordwind.example']))).toEqual([]);
        expect(mailsFor(emptyState())).toEqual([]);
      });

      test('O10 one that the same batch queued is that very mail, at the corrected addresses', () => {
        const state: FulfillmentState = { ...emptyState(), waiting: new Map() };
        fulfil(state, shipment([1]));
        expect(mailsFor(state)).toMatchObject([
          { round: 1, messageId: '<SO-10001=2F2026-11-21@mail.example>', addresses: header.emails.slice(0, 2) },
        ]);
      });

      test('O10 an older revision replaces no mail', () => {
        const state = waitingState([]);
        follow(state, 3);
        expect(mailsFor(state)).toEqual([]);
      });
    });

    test('O10 a shipment of a newer revision than is known keeps what it says', () => {
      const state = emptyState();
      follow(state, 2);
      expect(entitlementsOf(fulfil(state, shipment([1], { revision: 3 })))).toMatchObject([
        { revision: 3, purchaseOrder: 'PO-77' },
      ]);
    });

    test('O10 the same revision again, or an older one, comes to nothing', () => {
      const state = emptyState();
      expect([follow(state, 3), follow(state, 3), follow(state, 2)].map((events) => events.length)).toEqual([1, 0, 0]);
    });
  });

  test('F8 no Message-ID stands for two shipments, and each can stand in a mail', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, unit: 'binary' }),
        fc.string({ minLength: 1 }),
        fc.nat(3),
        (a, b, round) => {
          const id = messageIdOf(a, round + 1, domain);
          expect(id).toMatch(/^<[\w=-]+(\.r[2-4])?@mail\.example>$/);
          if (a !== b) expect(id).not.toBe(messageIdOf(b, 1, domain));
        },
      ),
    );
    expect(messageIdOf('S.r2', 1, domain)).not.toBe(messageIdOf('S', 2, domain));
  });
});

import { businessCentral } from '#formats/business-central/business-central.ts';
import type { Format } from '#formats/format.ts';
import { headOf } from '#formats/format.ts';
import { s4Event } from '#formats/s4/event.ts';
import { arrivedDocument } from '../documents/arrival.ts';
import { senderProfile } from '../documents/senders/profile.ts';
import { askedLookups } from './asked-lookup.ts';
import { goneOrder, listedKeys, lookAgain, nextNight } from './looked-up.ts';
import type { ClaimedLookup } from './lookup.store.ts';
import type { LookupSource } from './lookup-source.ts';
import { settledBy } from './settled-lookup.ts';

const credentials = { kind: 'basic', user: 'user', secretFile: '/run/secrets/s4' } as const;
const s4System: LookupSource = { system: 's4-v2', address: 'https://s4.example/srv', credentials };
const centralSystem: LookupSource = { ...s4System, system: 'business-central' };
const guid = '5d115c9c-44e3-ea11-bb43-000d3a2feca1';

const profileOf = (lookup: object, formats: readonly string[] = ['s4', 's4-event', 'business-central']) =>
  senderProfile.parse({ sender: 'erp', formats, order: { kind: 'sales-order' }, mayOrderFor: ['ACC-1'], lookup });

const claimed: ClaimedLookup = {
  sender: 'erp',
  key: '4711',
  asked: 5000,
  asks: 1,
  isDeleted: true,
  failures: 0,
  lease: 9000,
};

function askedBy(format: Format, document: object) {
  const bytes = Buffer.from(JSON.stringify(document));
  const read = format.read(bytes, headOf(bytes, {}));
  if ('unreadable' in read) throw new Error(read.unreadable);
  return askedLookups(read.readings);
}

const event = (type: string, SalesOrder = '4711') => {
  return {
    specversion: '1.0',
    id: '1',
    source: '/s4',
    type: `sap.s4.beh.salesorder.v1.${type}.v1`,
    data: { SalesOrder },
  };
};
const notification = (changeType: string, key: string = `(${guid})`) => {
  return { subscriptionId: 'x', changeType, resource: `api/v2.0/companies(${guid})/salesOrders${key}` };
};

describe('what events ask to be read', () => {
  test.each<[string, boolean]>([
    ['SalesOrder.Created', false],
    ['SalesOrder.ItemDeleted', false],
    ['SalesOrder.Deleted', true],
  ])('%s means to look again, and whether the order was deleted', (type, isDeleted) => {
    expect(askedBy(s4Event, event(type))).toEqual([{ key: '4711', isDeleted }]);
  });

  test('many events of an order are one read, and a deletion among them stays one', () => {
    const events = [
      event('SalesOrder.Deleted'),
      event('SalesOrder.Changed'),
      event('SalesOrder.Changed', '0000004711'),
    ];
    expect(askedBy(s4Event, events)).toEqual([{ key: '4711', isDeleted: true }]);
  });

  test('notifications of Business Central ask for an order, or for the list', () => {
    const value = [notification('updated'), notification('deleted'), notification('collection', '?$filter=x')];
    expect(askedBy(businessCentral, { value })).toEqual([
      { key: guid, isDeleted: true },
      { key: '*', isDeleted: false },
    ]);
  });
});

test('notifications that are alike are two changes, and the same message again is one', () => {
  const bytes = Buffer.from(JSON.stringify({ value: [notification('updated')] }));
  const idOf = (deliveryId: string) => arrivedDocument(profileOf(centralSystem), { bytes, deliveryId });
  const [one, again, other] = ['1', '1', '2'].map(idOf).map((each) => ('id' in each ? each.id : each.unreadable));
  expect(again).toBe(one);
  expect(other).not.toBe(one);
});

describe('what a look-up comes to', () => {
  test('a profile that reads back allows the formats that orders come as', () => {
    expect(() => profileOf(s4System, ['s4-event'])).toThrow(/lacks s4/);
    expect(() => profileOf({ ...s4System, address: 'http://s4.example' })).toThrow();
    expect(() => profileOf({ ...s4System, password: 'x' })).toThrow();
    expect(profileOf(centralSystem, ['business-central']).lookup?.system).toBe('business-central');
  });

  test('an order that is gone is a cancellation under its own number; one that was never read is none', () => {
    const gone = goneOrder(profileOf(s4System), s4System, claimed);
    expect(gone?.orders).toMatchObject([{ orderNumber: '4711', reading: { act: 'cancel' }, made: { nothing: true } }]);
    const central = { ...claimed, key: guid };
    expect(goneOrder(profileOf(centralSystem), centralSystem, central)).toBeUndefined();
    expect(goneOrder(profileOf(centralSystem), centralSystem, { ...central, sourceId: 'S-1' })?.orders).toMatchObject([
      { orderNumber: 'S-1' },
    ]);
  });

  test.each<[LookupSource, string]>([
    [s4System, '4711'],
    [centralSystem, guid],
  ])('a dead letter, taken again, asks for the same read', (from, key) => {
    const { value, headers } = lookAgain(from, { ...claimed, key });
    const incoming = { bytes: value ?? Buffer.alloc(0), contentType: headers['content-type'], eventId: headers.ce_id };
    const arrived = arrivedDocument(profileOf(from), incoming);
    if ('unreadable' in arrived) throw new Error(arrived.unreadable);
    expect(askedLookups(arrived.orders.map(({ reading }) => reading))).toEqual([{ key, isDeleted: true }]);
  });

  test('keys of a list are those of events', () => {
    expect(listedKeys(s4System, ['0000004711', 'A01', "1')/x"])).toEqual(['4711', 'A01']);
    expect(listedKeys(centralSystem, [guid.toUpperCase()])).toEqual([guid]);
  });

  test('a list is read in the night of its sender, not all at once', () => {
    const now = Date.parse('2026-11-29T22:30:00Z');
    expect(new Date(nextNight(now, 'UTC', 0)).toISOString()).toBe('2026-11-30T02:00:00.000Z');
    // There it is the next day already.
    expect(new Date(nextNight(now, 'Asia/Tokyo', 0.5)).toISOString()).toBe('2026-11-30T17:30:00.000Z');
  });

  test('what is found is not deleted; what was said after the read began stays said', () => {
    const at = { began: 10_000, now: 11_000, chance: 0, answer: { kind: 'same' } as const };
    const known = { ...claimed, etag: 'W/"1"', sourceId: '4711' };
    expect(settledBy({ step: 'take', again: false }, known, at)).toEqual({
      ...{ state: 'read', isDeleted: false, failures: 0, read: 10_000, etag: 'W/"1"', sourceId: '4711' },
      ...{ due: undefined },
    });
    expect(settledBy({ step: 'take', again: true }, known, at)).toMatchObject({ isDeleted: true, due: 14_000 });
  });
});

import { readFileSync } from 'node:fs';
import type { DocumentAnswer } from '../answer.ts';
import { headOf } from '../format.ts';
import type { SourceReading } from '../reading.ts';
import { readXml, type XmlElement } from '../xml/tree.ts';
import { childrenOf, firstAt } from '../xml/walk.ts';
import { cxml } from './cxml.ts';

const bytes = readFileSync(new URL('../../../../test/documents/cxml/order.xml', import.meta.url));
const result = cxml.read(bytes, headOf(bytes));
const reading = ('readings' in result ? result.readings[0] : undefined) as SourceReading;

const accepted: DocumentAnswer = {
  id: 'ans-1',
  issuedAt: '2026-11-29T10:00:00Z',
  orderNumber: 'NW-4500012345',
  revision: 1,
  outcome: 'accepted',
  of: 'order',
  lines: [],
  notes: [],
};

function written(answer: Partial<DocumentAnswer>, name = 'confirmation'): XmlElement {
  const given = cxml.answers?.[name]?.({ ...accepted, ...answer }, reading);
  expect(given?.contentType).toMatch(/^text\/xml/);
  return readXml(given?.bytes ?? Buffer.alloc(0)).root;
}

const confirmation = (answer: Partial<DocumentAnswer>) => firstAt(written(answer), 'Request', 'ConfirmationRequest');
const typeOf = (answer: Partial<DocumentAnswer>) =>
  firstAt(confirmation(answer), 'ConfirmationHeader')?.attributes.type;
const itemsOf = (answer: Partial<DocumentAnswer>) =>
  childrenOf(confirmation(answer), 'ConfirmationItem').map((item) => {
    const status = firstAt(item, 'ConfirmationStatus');
    return [
      item.attributes.lineNumber,
      status?.attributes.type,
      status?.attributes.deliveryDate,
      firstAt(status, 'Comments')?.text,
    ];
  });

describe('answers in cXML', () => {
  test('go back where the order came from, and name it as it came', () => {
    const root = written({});
    expect(firstAt(root, 'Header', 'From', 'Credential', 'Identity')?.text).toBe('AN-US-1');
    expect(firstAt(root, 'Header', 'To', 'Credential', 'Identity')?.text).toBe('AN-NW-1');
    const reference = firstAt(root, 'Request', 'ConfirmationRequest', 'OrderReference');
    expect(reference?.attributes).toEqual({ orderID: '4500012345', orderDate: '2026-11-28T09:15:00+01:00' });
    expect(firstAt(reference, 'DocumentReference')?.attributes.payloadID).toBe(
      '20261128.101.1@orders.nordwind.example',
    );
    expect(firstAt(root, 'Header', 'Sender', 'Credential')?.children).toHaveLength(1);
  });

  test.each([
    ['accepted', 'order', 'accept'],
    ['accepted', 'change', 'accept'],
    ['rejected', 'order', 'reject'],
    ['cancelled', 'cancellation', 'accept'],
    ['kept', 'cancellation', 'reject'],
  ] as const)('%s (%s) is %s for the whole order, without lines', (outcome, of, type) => {
    const lines = [{ position: 0, outcome: 'accepted' }] as const;
    const answer = { outcome, of, lines, notes: ['UNKNOWN_ITEM: nobody knows X-1'] };
    expect([typeOf(answer), itemsOf(answer)]).toEqual([type, []]);
    expect(firstAt(confirmation(answer), 'ConfirmationHeader', 'Comments')?.text).toBe(
      'UNKNOWN_ITEM: nobody knows X-1',
    );
  });

  test('lines that wait have their date, each line under its own number', () => {
    const lines = [
      { position: 0, outcome: 'waiting', promisedOn: '2026-12-15' },
      { position: 1, outcome: 'accepted' },
    ] as const;
    expect(typeOf({ outcome: 'waiting', lines })).toBe('detail');
    expect(itemsOf({ outcome: 'waiting', lines })).toEqual([
      ['1', 'detail', '2026-12-15T12:00:00+00:00', undefined],
      ['2', 'accept', undefined, undefined],
    ]);
  });

  test('what has gone out is an exception of a change and of a cancellation', () => {
    const lines = [{ position: 0, outcome: 'delivered', note: 'has gone out' }] as const;
    const changed = [...lines, { position: 1, outcome: 'accepted' }] as const;
    const canceled = [...lines, { position: 1, outcome: 'cancelled' }] as const;
    expect(typeOf({ outcome: 'mixed', of: 'change', lines: changed })).toBe('except');
    for (const [of, all] of [
      ['change', changed],
      ['cancellation', canceled],
    ] as const) {
      expect(itemsOf({ outcome: 'mixed', of, lines: all })).toEqual([
        ['1', 'reject', undefined, 'has gone out'],
        ['2', 'accept', undefined, undefined],
      ]);
    }
  });

  test('a delivery is a ship notice of the lines that went out', () => {
    const root = written({ outcome: 'fulfilled', lines: [{ position: 1, outcome: 'delivered' }] }, 'ship-notice');
    const notice = firstAt(root, 'Request', 'ShipNoticeRequest');
    expect(firstAt(notice, 'ShipNoticeHeader')?.attributes).toMatchObject({
      shipmentID: 'ans-1',
      fulfillmentType: 'partial',
    });
    expect(firstAt(notice, 'ShipNoticePortion', 'ShipNoticeItem')?.attributes).toEqual({
      quantity: '30',
      lineNumber: '2',
    });
  });

  test('the same answer twice is the same bytes', () => {
    const answer = { ...accepted, notes: ['a & b <c>'] };
    expect(cxml.answers?.confirmation?.(answer, reading)).toEqual(cxml.answers?.confirmation?.(answer, reading));
  });

  test.each([
    [200, 'OK'],
    [400, 'Bad Request'],
    [503, 'Service Unavailable'],
  ])('a receipt says %d in the exchange itself', (status, text) => {
    const receipt = cxml.receipt?.({ id: 'r1', issuedAt: accepted.issuedAt, status, notes: ['line 3: "<x>"'] });
    const element = firstAt(readXml(receipt?.bytes ?? Buffer.alloc(0)).root, 'Response', 'Status');
    expect([element?.attributes, element?.text]).toEqual([{ code: String(status), text }, 'line 3: "<x>"']);
  });
});

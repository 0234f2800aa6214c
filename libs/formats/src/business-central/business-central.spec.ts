import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import { readJsonTree } from '../json/tree.ts';
import type { SourceReading } from '../reading.ts';
import { businessCentral } from './business-central.ts';
import { clientStatesIn, validationAnswer } from './webhook.ts';

const line = { sequence: 10000, lineType: 'Item', lineObjectNumber: 'AP', quantity: 10, unitPrice: 12, netAmount: 100 };
const order = (lines: readonly object[], more: object = {}) => ({ number: 'S-1', salesOrderLines: lines, ...more });

function found(document: unknown): { reading?: SourceReading; codes: readonly string[] } {
  const bytes = Buffer.from(JSON.stringify(document));
  const result = businessCentral.read(bytes, headOf(bytes));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return { reading: result.readings[0], codes: result.violations.map(({ code }) => code) };
}

const prices = (more: object, header: object = {}) => {
  const [read] = found(order([{ ...line, ...more }], header)).reading?.lines ?? [];
  const amounts = [read?.price, read?.priceBase].flatMap((each) => (each ? [decimalText(each.value)] : []));
  return [...amounts, ...(read?.allowances ?? []).map(({ kind, amount }) => `${kind} ${decimalText(amount.value)}`)];
};

describe('a sales order of Business Central', () => {
  test('has its discount beside the price, so that the net amount counts', () => {
    expect(prices({})).toEqual(['12', 'allowance 20']);
    expect(prices({ unitPrice: 10 })).toEqual(['10']);
    expect(prices({ netAmount: undefined, discountAmount: 5 })).toEqual(['12', 'allowance 5']);
  });

  test('with tax in its prices is taken by the net amounts, and refused without them', () => {
    expect(prices({}, { pricesIncludeTax: true })).toEqual(['100', '10']);
    expect(found(order([{ ...line, netAmount: undefined }], { pricesIncludeTax: true })).codes).toEqual([
      'PRICE_INCLUDES_TAX',
    ]);
  });

  test('has comments that order nothing, and other lines that do', () => {
    const types = ['Comment', 'Account', ' '].map((lineType) => ({ ...line, lineType }));
    expect(found(order([line, ...types])).reading?.lines).toHaveLength(2);
  });

  test('is on hold until it is released', () => {
    expect(
      ['Draft', 'In Review', 'Open'].map((status) => found(order([line], { status })).reading?.hold?.value),
    ).toEqual(['status Draft', 'status In Review', undefined]);
  });

  test('is refused without its lines or its number', () => {
    expect(found({ number: 'S-1', '@odata.context': 'x#salesOrders' }).codes).toEqual(['ITEMS_MISSING']);
    const bare = Buffer.from('{"number":"S-1","orderDate":"2026-11-25","customerNumber":"10000","fullyShipped":true}');
    expect(readDocument(bare, headOf(bare))).toMatchObject({
      format: 'business-central',
      result: { violations: [{ code: 'ITEMS_MISSING', remedy: expect.stringMatching('expand') }] },
    });
    expect(found({ salesOrderLines: [] }).codes).toEqual(['ORDER_NUMBER_MISSING']);
  });
});

describe('a webhook of Business Central', () => {
  const id = '00e22a3e-36c5-4b0b-93ca-8d2ee2a7b002';
  const notified = (resource: string, changeType = 'updated') => ({
    value: [{ resource, changeType, clientState: 's"1\\' }],
  });

  test('brings keys, also of what stands below an order, and of nothing else', () => {
    for (const path of [`companies(${id})/salesOrders(${id})`, `x/salesOrders(${id})/salesOrderLines('a')`]) {
      expect(found(notified(path)).reading).toMatchObject({ act: 'lookup', id: { value: id } });
    }
    for (const path of ['x/salesOrders', 'x/salesOrders?$filter=lastModifiedDateTime%20gt%202026-11-29T10:00:00Z']) {
      expect(found(notified(path, 'collection')).reading?.id.value).toBe('collection');
    }
    expect(found(notified(`x/customers(${id})`)).codes).toEqual(['NOT_AN_ORDER']);
    expect(found(notified("x/salesOrders('../../1')")).codes).toEqual(['NOT_AN_ORDER']);
  });

  test('has a secret that is kept nowhere', () => {
    const text = JSON.stringify(notified('x/salesOrders', 'collection'));
    const secret = clientStatesIn(readJsonTree(Buffer.from(text)));
    expect(secret).toEqual(['s"1\\']);
    for (const part of [text, text.slice(0, text.indexOf('s\\"1') + 3)]) {
      const kept = Buffer.from(businessCentral.redact?.(Buffer.from(part)) ?? []).toString();
      expect(kept).toContain('"clientState":"***');
      expect(kept).not.toContain('s\\"1');
    }
  });

  test('gets its validation token back as it came', () => {
    expect(Buffer.from(validationAnswer('a b<c>')?.bytes ?? []).toString()).toBe('a b<c>');
    expect([validationAnswer(undefined), validationAnswer(''), validationAnswer('x'.repeat(2000))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

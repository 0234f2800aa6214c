import { decimalText } from '../decimal.ts';
import { headOf } from '../format.ts';
import type { SourceReading, SourceViolation } from '../reading.ts';
import { ublNamespace } from './envelope.ts';
import { ubl } from './ubl.ts';

/** A document of UBL with these elements in it, prefixes left out where they say nothing. */
function documentOf(kind: string, inside: string): Uint8Array {
  const names = `xmlns="${ublNamespace}${kind}-2" xmlns:a="${ublNamespace}CommonAggregateComponents-2" xmlns:b="${ublNamespace}CommonBasicComponents-2"`;
  return new TextEncoder().encode(`<${kind} ${names}>${inside}</${kind}>`);
}

function found(kind: string, inside: string): { reading?: SourceReading; violations: readonly SourceViolation[] } {
  const bytes = documentOf(kind, inside);
  const result = ubl.read(bytes, headOf(bytes));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return { reading: result.readings[0], violations: result.violations };
}

const codes = (kind: string, inside: string) => found(kind, inside).violations.map(({ code }) => code);
const line = (inside: string) => `<a:OrderLine><a:LineItem>${inside}</a:LineItem></a:OrderLine>`;
const id = '<b:ID>PO-7</b:ID>';

describe('a change of an order', () => {
  const change = (sequence: string, inside = '') =>
    found('OrderChange', `${id}${sequence}<a:OrderReference><b:ID>PO-1</b:ID></a:OrderReference>${inside}`).reading;

  test('is the whole new state of the order that it refers to, under its own sequence', () => {
    const reading = change('<b:SequenceNumberID>2</b:SequenceNumberID>');
    expect(reading).toMatchObject({ act: 'whole', documentId: 'PO-7', id: { value: 'PO-1' } });
    expect([reading?.version?.value, reading?.stated?.value]).toEqual(['2', 3]);
  });

  test('the order itself comes before the first change, whenever it arrives', () => {
    const { reading } = found('Order', id);
    expect([reading?.version?.value, reading?.stated]).toEqual(['0', undefined]);
  });

  test('a sequence that is no number is a version still, and states no revision', () => {
    const reading = change('<b:SequenceNumberID>B</b:SequenceNumberID>');
    expect([reading?.version?.value, reading?.stated]).toEqual(['B', undefined]);
  });

  test('leaves out the lines that it deletes', () => {
    const lines = ['1', '2', '3', '4'].map((status) =>
      line(`<b:ID>${status}</b:ID><b:LineStatusCode>${status}</b:LineStatusCode>`),
    );
    expect(change('', lines.join(''))?.lines.map(({ number }) => number?.value)).toEqual(['1', '3', '4']);
  });
});

describe('reading UBL refuses', () => {
  test.each([
    ['other documents', 'Invoice', id, ['NOT_AN_ORDER']],
    ['an order with no number', 'Order', '<b:ID> </b:ID>', ['ORDER_NUMBER_MISSING']],
    ['a cancellation of nothing', 'OrderCancellation', id, ['ORDER_NUMBER_MISSING']],
    ['credit notes among orders', 'Order', `${id}<b:OrderTypeCode>381</b:OrderTypeCode>`, ['NOT_AN_ORDER']],
    ['returns', 'Order', id + line('<b:Quantity>-1</b:Quantity>'), ['NOT_AN_ORDER']],
    ['quantities with a comma', 'Order', id + line('<b:Quantity>1,5</b:Quantity>'), ['NOT_A_NUMBER']],
    ['a line with two deliveries', 'Order', id + line('<a:Delivery/><a:Delivery/>'), ['SPLIT_DELIVERY']],
  ])('%s', (_, kind, inside, expected) => expect(codes(kind, inside)).toEqual(expected));

  test('an envelope with nothing in it, or with two documents', () => {
    const both = ['', '<a xmlns=""/><a xmlns=""/>'].map((inside) => {
      const bytes = documentOf('StandardBusinessDocument', inside);
      return ubl.read(bytes, headOf(bytes));
    });
    expect(both.map((result) => ('unreadable' in result ? result.unreadable : ''))).toEqual([
      expect.stringMatching(/no document/),
      expect.stringMatching(/more than one/),
    ]);
  });
});

describe('reading UBL takes', () => {
  test.each(['105', '220', '221', '226', '227', '402'])('type %s as an order', (type) => {
    expect(codes('Order', `${id}<b:OrderTypeCode>${type}</b:OrderTypeCode>`)).toEqual([]);
  });

  test('a line with its own dates before those of the whole order, both or none', () => {
    const period = (start: string, end = '') =>
      `<a:Delivery><a:RequestedDeliveryPeriod><b:StartDate>${start}</b:StartDate>${end}</a:RequestedDeliveryPeriod></a:Delivery>`;
    const header = period('2026-12-01', '<b:EndDate>2026-12-05</b:EndDate>');
    const lines = found('Order', id + header + line('') + line(period('2027-01-01'))).reading?.lines ?? [];
    expect(lines.map(({ notBefore, by }) => [notBefore?.value, by?.value])).toEqual([
      ['2026-12-01', '2026-12-05'],
      ['2027-01-01', undefined],
    ]);
  });

  test('the date of an order with its time, and without', () => {
    const at = (inside: string) => found('Order', id + inside).reading?.placed?.value;
    expect(at('<b:IssueDate>2026-11-29</b:IssueDate><b:IssueTime>10:00:00Z</b:IssueTime>')).toBe(
      '2026-11-29T10:00:00Z',
    );
    expect(at('<b:IssueDate>2026-11-29</b:IssueDate>')).toBe('2026-11-29');
  });

  test('allowances and charges of the order and of its lines, with code or words for a reason', () => {
    const allowance =
      '<a:AllowanceCharge><b:ChargeIndicator>false</b:ChargeIndicator><b:AllowanceChargeReason>bulk</b:AllowanceChargeReason><b:Amount>5.00</b:Amount></a:AllowanceCharge>';
    const charge =
      '<a:AllowanceCharge><b:ChargeIndicator>true</b:ChargeIndicator><b:AllowanceChargeReasonCode>FC</b:AllowanceChargeReasonCode><b:Amount>7</b:Amount></a:AllowanceCharge>';
    const { reading } = found('Order', id + allowance + line(charge));
    const told = [...(reading?.allowances ?? []), ...(reading?.lines[0]?.allowances ?? [])];
    expect(told.map(({ kind, amount, reason }) => [kind, decimalText(amount.value), reason?.value])).toEqual([
      ['allowance', '5.00', 'bulk'],
      ['charge', '7', 'FC'],
    ]);
  });
});

describe('arithmetic of UBL that is not of Peppol', () => {
  const amount = (name: string, value: string, currency = 'EUR') =>
    `<b:${name} currencyID="${currency}">${value}</b:${name}>`;
  const priced = (extension: string, price: string, base = '') =>
    line(
      `<b:Quantity>3</b:Quantity>${amount('LineExtensionAmount', extension)}<a:Price>${amount('PriceAmount', price)}${base}</a:Price>`,
    );
  const total = (inside: string) => `<a:AnticipatedMonetaryTotal>${inside}</a:AnticipatedMonetaryTotal>`;
  const base = (value: string) => `<b:BaseQuantity>${value}</b:BaseQuantity>`;

  test.each([
    ['a line amount that is off by more than 0.02', priced('1.03', '1', base('3')), ['CONTROL_TOTAL']],
    ['a line amount that is off by 0.02', priced('1.02', '1', base('3')), []],
    ['a line with no price', line(amount('LineExtensionAmount', '5')), []],
    ['a price for nothing', priced('3', '1', base('0')), ['BASE_QUANTITY']],
    [
      'a total that is not the sum of lines',
      priced('3', '1') + total(amount('LineExtensionAmount', '4')),
      ['CONTROL_TOTAL'],
    ],
    [
      'a total over lines of which one has no amount',
      priced('3', '1') + line('') + total(amount('LineExtensionAmount', '4')),
      [],
    ],
    ['a total of allowances with none', total(amount('AllowanceTotalAmount', '1')), ['CONTROL_TOTAL']],
    ['two currencies', amount('PayableAmount', '1') + amount('PayableAmount', '1', 'USD'), ['CURRENCY_MIXED']],
    [
      'another currency than the document names',
      `<b:DocumentCurrencyCode>USD</b:DocumentCurrencyCode>${priced('3', '1')}`,
      ['CURRENCY_MIXED'],
    ],
  ])('%s', (_, inside, expected) => expect(codes('Order', id + inside)).toEqual(expected));
});

describe('an order that says it is of Peppol', () => {
  const peppol = '<b:CustomizationID>urn:fdc:peppol.eu:poacc:trns:order:3</b:CustomizationID>';

  test("is under Peppol's rules: what is fatal refuses, what is a warning is told, each with id and place", () => {
    const { violations } = found('Order', `${peppol}${id}${line('<b:ID>1</b:ID><b:Quantity>-1</b:Quantity>')}`);
    const told = violations.filter(({ code }) => code === 'PEPPOL_RULE');
    expect(told.map(({ limit, isWarning, at }) => [limit, isWarning, at.path])).toEqual([
      ['PEPPOL-T01-R002', true, '/Order'],
      ['PEPPOL-T01-R004', undefined, '/Order/a:OrderLine/a:LineItem'],
    ]);
  });
});

import { sampleInvoice, sampleLine } from '#test/fixtures/invoice.ts';
import { renderCii } from '../cii/cii.ts';
import { renderUbl } from './ubl.ts';

/** I11: what the customer calls an order stands where three-way match looks for it. */

const line = (lineNumber: number, called: object) =>
  sampleLine({
    kind: 'order',
    cause: {
      ...{ type: 'license.granted.v1', id: `J${lineNumber}`, at: '2026-11-21T10:15:00.000Z', initiatedBy: 'order' },
      ...{ reference: `SO-1/${lineNumber}`, ...called },
    },
  });

const xmlOf = (...lines: ReturnType<typeof sampleLine>[]) => renderUbl(sampleInvoice({ lines })).toString();

const headReference = /<cbc:BuyerReference>([^<]*)<\/cbc:BuyerReference>/;
const lineReferences = (xml: string) =>
  [...xml.matchAll(/<cac:OrderLineReference>\s*<cbc:LineID>([^<]*)<\/cbc:LineID>\s*<\/cac:OrderLineReference>/g)].map(
    ([, id]) => id,
  );

test.each([
  [{}, undefined],
  [{ paymentTermDays: 30 }, 'Payable within 30 days.'],
  [{ paymentTermDays: 1 }, 'Payable within 1 day.'],
  [{ paymentTermDays: 0 }, 'Payable on receipt.'],
])('I14 a term of the account stands on its documents (BT-20): %j', (documents, said) => {
  const issued = sampleInvoice({ buyer: { ...sampleInvoice().buyer, documents } });
  for (const xml of [renderUbl(issued), renderCii(issued)].map(String)) {
    const found = /<cac:PaymentTerms>\s*<cbc:Note>([^<]*)|PaymentTerms>\s*<ram:Description>([^<]*)/.exec(xml);
    expect(found?.[1] ?? found?.[2]).toBe(said);
  }
});

describe('references of orders in UBL', () => {
  test('I11 the buyer reference (BT-10) stands at the head where all lines that have one agree', () => {
    const one = line(1, { buyerReference: '04011000-12345-39' });
    expect(xmlOf(one, line(2, { buyerReference: '04011000-12345-39' }), sampleLine())).toMatch(headReference);
    expect(headReference.exec(xmlOf(one))?.[1]).toBe('04011000-12345-39');
    expect(xmlOf(one, line(2, { buyerReference: 'OTHER' }))).not.toMatch(headReference);
    expect(xmlOf(sampleLine())).not.toMatch(headReference);
  });

  test('I11 each line says the number that the customer gave it (BT-132), lines of no order line none', () => {
    const xml = xmlOf(line(1, { buyerLineReference: '00010' }), line(2, { buyerLineReference: 'A & B' }), sampleLine());
    expect(lineReferences(xml)).toEqual(['00010', 'A &amp; B']);
  });

  test('I11 a line says its unit, the customer’s own item and what it is booked on; units of other lists are none', () => {
    const xml = xmlOf(
      line(1, { buyerUnit: 'EA', buyerItemId: 'WLAN-7', costCenter: 'KST 4100' }),
      line(2, { buyerUnit: 'PCE' }),
      line(3, { buyerUnit: 'ST' }),
      sampleLine(),
    );
    expect([...xml.matchAll(/unitCode="([^"]*)"/g)].map(([, code]) => code)).toEqual(['EA', 'H87', 'C62', 'C62']);
    expect(xml).toMatch(/<cac:BuyersItemIdentification>\s*<cbc:ID>WLAN-7</);
    expect(xml.match(/<cbc:AccountingCost>/g)).toHaveLength(1);
    expect(xml).toContain('<cbc:AccountingCost>KST 4100<');
  });

  test('I11 a subscription that is billed once says its days, one without an end only its first', () => {
    const of = (term: object) => ({ ...line(1, {}), term: term as { from: string } });
    const periods = (xml: string) =>
      [...xml.matchAll(/<cac:InvoicePeriod>([\s\S]*?)<\/cac:InvoicePeriod>/g)].map(([, days]) =>
        days?.match(/\d{4}-\d\d-\d\d/g),
      );
    expect(periods(xmlOf(of({ from: '2026-11-25', through: '2027-11-24' }), of({ from: '2026-11-25' })))).toEqual([
      ['2026-12-01', '2026-12-31'],
      ['2026-11-25', '2027-11-24'],
      ['2026-11-25'],
    ]);
  });

  test('I11 the order’s own numbers and what it is booked on stand at the head where all lines agree', () => {
    const called = { purchaseOrder: 'PO-1', accountingCost: '4711' };
    expect(xmlOf(line(1, called), line(2, called), sampleLine())).toMatch(
      /<cbc:AccountingCost>4711<[\s\S]*<cac:OrderReference>\s*<cbc:ID>PO-1<\/cbc:ID>\s*<cbc:SalesOrderID>SO-1<\/cbc:SalesOrderID>/,
    );
    expect(xmlOf(line(1, called), line(2, { ...called, accountingCost: '4712' }))).not.toContain('AccountingCost');
  });
});

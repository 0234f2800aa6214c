import { sampleInvoice, sampleLine } from '#test/fixtures/invoice.ts';
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
});

import type { InvoiceFormat } from '#domain/invoices/account/document-terms.ts';
import { sampleCreditNote, sampleInvoice } from '#test/fixtures/invoice.ts';
import { pdfOf, xmlOf } from './issued-document.ts';

/** I6: the formats that an account can ask for; their rules are run by invoice-rules.int-spec.ts. */

const plain = sampleInvoice();
const inFormat = (format: InvoiceFormat) => ({ ...plain, buyer: { ...plain.buyer, documents: { format } } });
const specificationIn = (xml: Buffer) => /urn:cen\.eu:en16931:2017[^<]*/.exec(xml.toString())?.[0];

describe('documents in the format of their account', () => {
  test.each<[InvoiceFormat, string, string]>([
    ['en16931-ubl', '<Invoice ', 'urn:cen.eu:en16931:2017'],
    ['peppol-bis', '<Invoice ', 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'],
    ['xrechnung', '<Invoice ', 'urn:cen.eu:en16931:2017#compliant#urn:xeinkauf.de:kosit:xrechnung_3.0'],
    ['cii', '<rsm:CrossIndustryInvoice ', 'urn:cen.eu:en16931:2017'],
    ['factur-x', '<rsm:CrossIndustryInvoice ', 'urn:cen.eu:en16931:2017'],
  ])('I6 %s', (format, root, specification) => {
    const xml = xmlOf(inFormat(format));
    expect(xml.toString()).toContain(root);
    expect(specificationIn(xml)).toBe(specification);
    expect(xmlOf(inFormat(format))).toEqual(xml);
  });

  test('I6 Factur-X has the XML in its PDF, with the same bytes each time; others have none', () => {
    const pdf = pdfOf(inFormat('factur-x'));
    const says = (bytes: Buffer, text: string) => bytes.includes(text, 0, 'latin1');
    expect(says(pdf, '<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>')).toBe(true);
    expect(says(pdf, '/EmbeddedFile')).toBe(true);
    expect(pdfOf(inFormat('factur-x')).equals(pdf)).toBe(true);
    expect(says(pdfOf(inFormat('cii')), '/EmbeddedFile')).toBe(false);
  });

  test('I12 CII has room for one invoice that is taken back, and a note for several', () => {
    const note = { ...sampleCreditNote(inFormat('cii')), invoiceNumber: undefined };
    const referenced = (corrects: string[]) => {
      const xml = xmlOf({ ...note, corrects }).toString();
      return [...xml.matchAll(/<ram:InvoiceReferencedDocument>\s*<ram:IssuerAssignedID>([^<]*)/g)].map(([, id]) => id);
    };
    expect(referenced(['INV-1'])).toEqual(['INV-1']);
    expect(referenced(['INV-1', 'INV-2'])).toEqual(['INV-1']);
    expect(xmlOf({ ...note, corrects: ['INV-1', 'INV-2'] }).toString()).toContain('invoices INV-1, INV-2');
  });
});

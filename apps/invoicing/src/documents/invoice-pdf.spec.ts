import { sampleCreditNote, sampleInvoice, sampleLine, sampleSeller } from '#test/fixtures/invoice.ts';
import { pdfSource, readPdfText } from '#test/support/pdf-text.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { renderPdf } from './invoice-pdf.ts';

const pagesOf = (pdf: Buffer) => Number(/\/Type \/Pages[\s\S]*?\/Count (\d+)/.exec(pdfSource(pdf))?.[1]);

const textsOf = (issued: StoredInvoice) =>
  readPdfText(renderPdf(issued)).map(({ text }) => text.replaceAll('\u00a0', ' '));

describe('the PDF of an invoice', () => {
  test('I6 the same document gives the same bytes, tagged', () => {
    const pdf = renderPdf(sampleInvoice());
    expect(pdf.toString('latin1', 0, 5)).toBe('%PDF-');
    expect(pdfSource(pdf)).toContain('/Marked true');
    expect(renderPdf(sampleInvoice())).toEqual(pdf);
    expect(renderPdf(sampleCreditNote())).not.toEqual(pdf);
  });

  test('I6 hundreds of lines flow over pages', () => {
    const lines = Array.from({ length: 300 }, (_, index) => sampleLine({ name: `Product ${index}` }));
    expect(pagesOf(renderPdf(sampleInvoice({ lines })))).toBeGreaterThan(9);
  });

  test('I6 a group that goes on over pages says so below the table’s head', () => {
    const lines = Array.from({ length: 60 }, (_, index) => sampleLine({ name: `Product ${index}` }));
    const texts = readPdfText(renderPdf(sampleInvoice({ lines })));
    const titlesOf = (on: number) => texts.filter(({ text, page }) => page === on && text.startsWith('Licenses held'));
    expect([0, 1, 2].map((page) => titlesOf(page).map(({ text }) => text))).toEqual([
      ['Licenses held'],
      ['Licenses held (continued)'],
      ['Licenses held (continued)'],
    ]);
  });

  test.each([
    ['long amounts', { quantity: 12_500, unitPriceMinor: 1_500_000_000n, taxRate: '11' }],
    ['a long rate', { taxRate: '8.1234' }],
    ['the longest of all', { quantity: -1_000_000, unitPriceMinor: 99_999_999_999_999n, taxRate: '99.9999' }],
  ])('I6 figures with %s run into no other text', (_, figures) => {
    const long = sampleLine({ name: 'Device management, premium, with everything that there is', ...figures });
    const texts = readPdfText(renderPdf(sampleInvoice({ currency: 'IDR', lines: [sampleLine(), long] })));
    const overlaps = texts.flatMap((one, index) =>
      texts.slice(index + 1).flatMap((other) => {
        const sameRow = one.page === other.page && Math.abs(one.baseline - other.baseline) < 5;
        return sameRow && one.left < other.right + 2 && other.left < one.right + 2 ? [[one.text, other.text]] : [];
      }),
    );
    expect(overlaps).toEqual([]);
    expect(Math.min(...texts.map(({ left }) => left))).toBeGreaterThanOrEqual(48);
  });

  test.each([
    ['JPY', '300', '6 000', '301 300'],
    ['KWD', '0.300', '6.000', '301.300'],
    ['EUR', '3.00', '60.00', '3 013.00'],
  ])('I5 amounts of %s are written with its decimals', (currency, unitPrice, amount, net) => {
    const written = textsOf(sampleInvoice({ currency }));
    expect(written).toEqual(expect.arrayContaining([unitPrice, amount, net, `Total (${currency})`]));
  });

  test('I6 whatever an account is called, it is text', () => {
    const name = '<b>(株) \\ ) endobj\u202e Київ 𠮷';
    const issued = sampleInvoice({ buyer: { accountId: 'SITE-1', name } });
    expect(textsOf(issued)).toEqual(expect.arrayContaining(['<b>(株) \\ ) endobj Київ 𠮷', 'Net']));
    // What is not compressed are the properties, of which one is XML.
    expect(pdfSource(renderPdf(issued))).not.toContain('<b>');
  });

  test.each([
    ['a country of its own', { country: 'JP' }, ['Japan']],
    ['a VAT identifier', { taxId: 'EL094259216' }, ['Greece']],
    ['neither', {}, []],
  ])('I6 of a buyer with %s the country is what was said, never the seller’s', (_, facts, countries) => {
    const buyer = { accountId: 'SITE-1', name: 'Site', ...facts };
    const written = textsOf(sampleInvoice({ buyer }));
    expect(written.filter((text) => ['Germany', 'Japan', 'Greece'].includes(text))).toEqual([...countries, 'Germany']);
  });

  test('I6 where the law wants another way the document says that it is a copy', () => {
    const seller = { ...sampleSeller, country: 'PL', vatId: 'PL5260001246' };
    expect(textsOf(sampleInvoice({ seller })).join(' ')).toContain('the legal invoice is the one in KSeF');
    expect(textsOf(sampleInvoice()).join(' ')).not.toContain('legal invoice');
  });
});

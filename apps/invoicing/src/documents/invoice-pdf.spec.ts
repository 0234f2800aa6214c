import { renderPdf } from './invoice-pdf.ts';
import { sampleCreditNote, sampleInvoice, sampleLine } from './sample-invoice.ts';

const pagesOf = (pdf: Buffer) => Number(/\/Type \/Pages[\s\S]*?\/Count (\d+)/.exec(pdf.toString('latin1'))?.[1]);

describe('the PDF of an invoice', () => {
  test('I6 the same document gives the same bytes, tagged', () => {
    const pdf = renderPdf(sampleInvoice());
    expect(pdf.toString('latin1', 0, 5)).toBe('%PDF-');
    expect(pdf.toString('latin1')).toContain('/Marked true');
    expect(renderPdf(sampleInvoice())).toEqual(pdf);
    expect(renderPdf(sampleCreditNote())).not.toEqual(pdf);
  });

  test('I6 hundreds of lines flow over pages', () => {
    const lines = Array.from({ length: 300 }, (_, index) => sampleLine({ name: `Product ${index}` }));
    expect(pagesOf(renderPdf(sampleInvoice({ lines })))).toBeGreaterThan(9);
  });

  test.each(['JPY', 'KWD', 'EUR'])('I5 amounts of %s are written with its decimals', (currency) => {
    expect(() => renderPdf(sampleInvoice({ currency }))).not.toThrow();
  });

  test('whatever an account is called, it is text', () => {
    const name = '<b>(株) \\ ) endobj עברית\u202e Київ 𠮷';
    const pdf = renderPdf(sampleInvoice({ buyer: { accountId: 'SITE-1', name } })).toString('latin1');
    expect(pdf).not.toContain('<b>');
    expect(pdf.trimEnd().endsWith('%%EOF')).toBe(true);
  });
});

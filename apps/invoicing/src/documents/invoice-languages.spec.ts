import { sampleCreditNote, sampleInvoice, sampleLine, sampleSeller } from '#test/fixtures/invoice.ts';
import { pdfSource, readPdfText } from '#test/support/pdf-text.ts';
import { composeInvoiceMail } from '../mail/mail.message.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { pdfOf, xmlOf } from './issued-document.ts';

/** Documents in the language that their account read when they were issued (I6, P). */

const written = (language: string, issued: StoredInvoice = sampleInvoice()): StoredInvoice => ({
  ...issued,
  buyer: { ...issued.buyer, documents: { ...issued.buyer.documents, language } },
});
const textOf = (issued: StoredInvoice) =>
  readPdfText(pdfOf(issued))
    .map(({ text }) => text)
    .join(' ')
    .replaceAll(/\s+/g, ' ');
const english = /\b(invoice|licenses held|orders for|billed to|amount|please|transferred|page)\b/i;

describe.each([
  ['de', 'Rechnung INV-2026-000042', '01.12.2026', '3.705,99', 'Übertragen an SITE-0302', 'Seite 1 von 1', 'Dez. 2026'],
  ['fr', 'Facture INV-2026-000042', '01/12/2026', '3 705,99', 'Transféré à SITE-0302', 'Page 1 sur 1', 'déc. 2026'],
  ['ja', '請求書 INV-2026-000042', '2026年12月1日', '3,705.99', 'SITE-0302 へ移管', '1／1ページ', '2026年12月'],
])('I6 an invoice in %s', (language, title, ...texts) => {
  test('says so, and all of it is in that language', () => {
    const issued = written(language);
    expect(pdfSource(pdfOf(issued))).toContain(`/Lang (${language})`);
    const text = textOf(issued);
    for (const expected of [title, ...texts]) expect(text).toContain(expected);
    expect(text.replaceAll('Page 1 sur 1', '')).not.toMatch(english);
  });

  test('has no text that runs into another', () => {
    const rows = readPdfText(pdfOf(written(language)));
    const overlaps = rows.flatMap((one, index) =>
      rows.slice(index + 1).flatMap((other) => {
        const sameRow = one.page === other.page && Math.abs(one.baseline - other.baseline) < 5;
        return sameRow && one.left < other.right + 1 && other.left < one.right + 1 ? [[one.text, other.text]] : [];
      }),
    );
    expect(overlaps).toEqual([]);
    expect(Math.max(...rows.map(({ right }) => right))).toBeLessThanOrEqual(548);
  });

  test('comes with a mail in it, with the figures to the digit', () => {
    const letterhead = { publicUrl: 'https://licenses.example.com', supportEmail: 'help@x.example' };
    const { subject, text } = composeInvoiceMail(written(language), letterhead);
    expect(subject).toContain('INV-2026-000042');
    expect(subject).not.toMatch(english);
    const sum = texts[1]?.replaceAll('\u00a0', ' ');
    for (const expected of [`${sum} EUR`, 'help@x.example']) expect(text).toContain(expected);
    expect(text).not.toMatch(english);
  });

  test('is taken back by a document in the same language', () => {
    const text = textOf(written(language, sampleCreditNote()));
    expect(text).toContain('INV-2026-000042');
    expect(text.replaceAll('Page 1 sur 1', '')).not.toMatch(english);
  });
});

test.each([
  ['en', 'Reverse charge: VAT is to be accounted for by the recipient'],
  ['de', 'Steuerschuldnerschaft des Leistungsempfängers'],
  ['fr', 'Autoliquidation'],
  ['ja', 'リバースチャージ'],
])('I9 %s: what the law wants to be said is said in the words of the law', (language, words) => {
  const buyer = { accountId: 'A', name: 'Kunde', country: 'FR', taxId: 'FR40303265045' };
  const lines = [sampleLine({ taxRate: '0' })];
  const issued = written(language, sampleInvoice({ lines, buyer, seller: sampleSeller }));
  expect(textOf(issued)).toContain(words);
});

test('I3 a document without a language is as before there were others, and its XML has no word of it', () => {
  const plain = sampleInvoice();
  expect(pdfOf(written('en')).equals(pdfOf(plain))).toBe(true);
  expect(pdfOf(written('pt-BR')).equals(pdfOf(plain))).toBe(true);
  expect(xmlOf(written('en')).equals(xmlOf(plain))).toBe(true);
});

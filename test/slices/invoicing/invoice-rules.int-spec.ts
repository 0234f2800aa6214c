import { renderUbl } from '#apps/invoicing/src/documents/ubl/ubl.ts';
import type { StoredInvoice } from '#apps/invoicing/src/rows/issued-invoices.rows.ts';
import { invoiceOf } from '#domain/invoices/documents/invoice.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { sampleCreditNote, sampleInvoice, sampleLine, sampleSeller } from '#test/fixtures/invoice.ts';
import fc from '#test/support/samples/properties.ts';
import { brokenRules, whyNoRules } from '../../../deploy/ubl/rules.ts';

/** The official rules of EN 16931 (CEN/TC 434, with the UBL 2.1 schemas), run over documents of every kind. */

const missing = await whyNoRules();
if (missing !== undefined && process.env.REQUIRE_KAFKA === '1') {
  throw new Error(`REQUIRE_KAFKA=1, but the rules of EN 16931 cannot run: ${missing}`);
}
const describeWithRules = missing === undefined ? describe : describe.skip;
const reason = missing === undefined ? '' : ` [skipped: ${missing}]`;

const text$ = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const cause$ = fc.record({
  type: fc.constantFrom('license.transferred.v1', 'license.granted.v1', 'account.updated.v1', 'something.else.v1'),
  id: text$,
  at: fc.constant('2026-11-21T10:15:00.000Z'),
  initiatedBy: text$,
  counterparty: fc.option(text$, { nil: undefined }),
  reference: fc.option(text$, { nil: undefined }),
  purchaseOrder: fc.option(text$, { nil: undefined }),
  buyerReference: fc.option(text$, { nil: undefined }),
  buyerLineReference: fc.option(text$, { nil: undefined }),
});
const line$ = fc
  .record({
    sku: fc.constantFrom('MDM', 'X & <Y>'),
    name: text$,
    month: fc.constantFrom('2026-12', '2027-02', '2026-09'),
    quantity: fc.integer({ min: -1_000_000, max: 1_000_000 }),
    unitPriceMinor: fc.bigInt({ min: 0n, max: 999_999_999n }),
    cause: fc.option(cause$, { nil: undefined }),
  })
  .map((line) => sampleLine({ ...line, adjustmentId: line.cause?.id }));

const document$ = fc
  .record({
    currency: fc.constantFrom('EUR', 'JPY', 'KWD', 'TND', 'PLN', 'USD', 'ISK'),
    taxRates: fc.array(fc.constantFrom('23', '8.1', '0', '19.0000', '7.7', '05', '00', '99.9999'), {
      minLength: 1,
      maxLength: 3,
    }),
    lines: fc.array(line$, { minLength: 1, maxLength: 12 }),
    seller: fc.constantFrom(
      sampleSeller,
      { name: 'Tax free', country: 'DE', vatId: 'DE136695976', exemptionReason: 'Small business, § 19 UStG' },
      { ...sampleSeller, iban: undefined, city: undefined },
    ),
    buyer: fc.record({
      accountId: fc.constantFrom('SITE-1', 'Ω <&>'),
      name: text$,
      country: fc.constantFrom(undefined, 'PL', 'ZZ', 'GR', 'JP'),
      taxId: fc.constantFrom(undefined, 'PL7250001245', 'EL094259216', 'ZZ123', 'XI123456789'),
      address: fc.option(fc.record({ street: text$, city: fc.constant(' '), postalCode: text$ }), { nil: undefined }),
    }),
    reason: text$,
    credited: fc.boolean(),
  })
  .map(documentOf);

function documentOf(facts: {
  currency: string;
  taxRates: string[];
  lines: InvoiceLine[];
  seller: StoredInvoice['seller'];
  buyer: StoredInvoice['buyer'];
  reason: string;
  credited: boolean;
}): StoredInvoice {
  const { currency, seller, buyer, reason, credited } = facts;
  const lines = facts.lines.map((line, n) => ({
    ...line,
    taxRate: facts.taxRates[n % facts.taxRates.length] ?? '0',
  }));
  const { accountId } = buyer;
  const invoice = invoiceOf(accountId, '2026-12', currency, lines);
  // As the run decides it: with a negative net it is a credit note.
  const issued = sampleInvoice({ ...invoice, accountId, currency, seller, buyer, lines });
  if (invoice.netMinor < 0n) return { ...issued, number: 'CN-2026-000008', document: 'credit-note', dueOn: undefined };
  return credited ? { ...sampleCreditNote(issued), reason } : issued;
}

const withoutTotal = (xml: Buffer) => Buffer.from(xml.toString().replace(/(<cbc:PayableAmount[^>]*>)[^<]*/, '$17.77'));
const withoutBuyer = (xml: Buffer) =>
  Buffer.from(xml.toString().replace(/<cac:AccountingCustomerParty>[\s\S]*<\/cac:AccountingCustomerParty>/, ''));

describeWithRules(`EN 16931${reason}`, () => {
  test('I6 invoices and credit notes pass the rules, in any currency and whatever their texts are; broken ones do not', async () => {
    const random = fc.sample(document$, { numRuns: 120, seed: 20_261_121 });
    const documents = new Map(
      [sampleInvoice(), sampleCreditNote(), ...random].map((each, n) => [`${n}`, renderUbl(each)]),
    );
    documents.set('wrong total', withoutTotal(renderUbl(sampleInvoice())));
    documents.set('wrong credit', withoutTotal(renderUbl(sampleCreditNote())));
    documents.set('no buyer', withoutBuyer(renderUbl(sampleInvoice())));
    const broken = await brokenRules(documents);
    expect(broken.filter(({ document }) => /^\d+$/.test(document))).toEqual([]);
    const rulesOf = (name: string) => broken.filter(({ document }) => document === name).map(({ rule }) => rule);
    expect(rulesOf('wrong total')).toContain('BR-CO-16');
    expect(rulesOf('wrong credit')).toContain('BR-CO-16');
    expect(rulesOf('no buyer')).not.toEqual([]);
    expect(random.some(({ document, currency }) => document === 'credit-note' && currency === 'KWD')).toBe(true);
  }, 600_000);
});

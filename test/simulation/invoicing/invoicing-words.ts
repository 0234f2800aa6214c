import { isDeepStrictEqual } from 'node:util';
import { renderUbl } from '#apps/invoicing/src/documents/ubl/ubl.ts';
import type { IssuedInvoice } from '#domain/invoices/events.ts';
import { sampleSeller } from '#test/fixtures/invoice.ts';
import type { Expected } from '#test/support/oracle/invoices/oracle-documents.ts';
import { sameRate } from '#test/support/oracle/invoices/oracle-tax.ts';
import { decimal } from './invoicing-wishes.ts';

/** Documents in words, so that what is issued and what the oracle expects can be laid side by side. */

type Issued = Pick<
  IssuedInvoice,
  | 'accountId'
  | 'period'
  | 'currency'
  | 'purchaseOrder'
  | 'lines'
  | 'document'
  | 'netMinor'
  | 'totalMinor'
  | 'taxes'
  | 'accounted'
>;

/** An issued document with its number, day, language and clocks. */
export function issuedInWords(issued: IssuedInvoice): string {
  const { number, dueOn = 'nothing to pay', buyer } = issued;
  return `${number} ${inWords(issued)}, due ${dueOn}, ${written(buyer.documents?.language)} ${buyer.timeZone ?? 'UTC'}`;
}

/** What a document is written in: a kept one says that language, and not the one that was asked for. */
function written(language = ''): string {
  return { de: 'de', fr: 'fr', 'fr-CH': 'fr' }[language] ?? 'en';
}

export function issuedAsExpected(expected: Expected): string {
  const { number, kind, terms } = expected;
  const due = kind === 'invoice' ? terms?.due : 'nothing to pay';
  return `${number} ${asExpected(expected)}, due ${due}, ${written(terms?.language)} ${terms?.zone}`;
}

export function inWords(issued: Issued): string {
  const { accountId, period, currency, purchaseOrder, document, netMinor, totalMinor, taxes, accounted } = issued;
  const rates = taxes.map(
    ({ rate, netMinor: net, taxMinor, treatment }) => `${net} at ${sameRate(rate)} ${treatment?.category}: ${taxMinor}`,
  );
  const own = accounted && `${accounted.currency} ${accounted.taxMinor} by ${Object.values(accounted.by).sort()}`;
  const head = `${accountId} ${period} ${document} ${netMinor} ${totalMinor} ${currency} for ${purchaseOrder ?? ''}`;
  return `${head} (${rates.sort().join(', ')}) ${own}: ${netsInWords(netsBySite(issued))}`;
}

export function asExpected(expected: Expected): string {
  const { accountId, period, currency, order, sites, kind, net, total, rates, accounted } = expected;
  const each = rates.map(({ rate, net: of, tax, category }) => `${of} at ${rate} ${category}: ${tax}`);
  const own = accounted && `${accounted.currency} ${accounted.tax} by ${Object.values(accounted.by).sort()}`;
  const head = `${accountId} ${period} ${kind} ${net} ${total} ${currency} for ${order}`;
  return `${head} (${each.sort().join(', ')}) ${own}: ${netsInWords(sites)}`;
}

/** What the lines of each account on a document come to (I16). */
function netsBySite({ accountId, lines }: Pick<Issued, 'accountId' | 'lines'>): ReadonlyMap<string, bigint> {
  const nets = new Map<string, bigint>();
  for (const { site, amountMinor } of lines) {
    const of = site?.accountId ?? accountId;
    nets.set(of, (nets.get(of) ?? 0n) + amountMinor);
  }
  return nets;
}

function netsInWords(nets: ReadonlyMap<string, bigint>): string {
  const named = [...nets].flatMap(([site, net]) => (net === 0n ? [] : [`${site} ${net}`]));
  return named.sort().join(', ');
}

/** A draft among those of its account and month, as the oracle names it. */
export function draftName({ currency, purchaseOrder = '' }: Pick<Issued, 'currency' | 'purchaseOrder'>): string {
  return `${currency} ${purchaseOrder}`;
}

export function textOf(value: unknown): string {
  return JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `${each}` : each));
}

export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

/** I5: a document is its lines. */
export function expectLines({ lines, netMinor, taxes, taxMinor, totalMinor }: IssuedInvoice): void {
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, each) => total + each, 0n);
  expect(sum(lines.map(({ amountMinor }) => amountMinor))).toBe(netMinor);
  expect(sum(taxes.map((tax) => tax.taxMinor))).toBe(taxMinor);
  expect(netMinor + taxMinor).toBe(totalMinor);
  for (const { rate, netMinor: net } of taxes) {
    expect(sum(lines.flatMap((line) => (sameRate(line.taxRate) === sameRate(rate) ? line.amountMinor : [])))).toBe(net);
  }
  for (const { quantity, unitPriceMinor, share, amountMinor } of lines) {
    if (!share) expect(amountMinor).toBe(BigInt(quantity) * unitPriceMinor);
  }
}

/** What people read of a payment term, in the languages of the histories; others get English. */
const within: Readonly<Record<string, (days: number) => string>> = {
  de: (days) => `Zahlbar innerhalb von ${days} Tagen.`,
  fr: (days) => `Payable sous ${days} jours.`,
};

/** The amounts of a document's XML are its own whatever its language is, and its words are of that language. */
export function expectTexts(issued: IssuedInvoice): void {
  const { currency, totalMinor, accounted, document, buyer } = issued;
  const xml = renderUbl({ ...issued, seller: sampleSeller }).toString();
  // A credit note says what is given back; of several rates, tax or all of it may have the other sign.
  const signed = (minor: bigint, of: string) => {
    const said = document === 'credit-note' ? -minor : minor;
    return `${said < 0n ? '-' : ''}${decimal(said, of)}`;
  };
  // In three decimals the XML has two of them.
  if (currency !== 'KWD') {
    expect(xml).toContain(`<cbc:PayableAmount currencyID="${currency}">${signed(totalMinor, currency)}<`);
  }
  if (accounted)
    expect(xml).toContain(`currencyID="${accounted.currency}">${signed(accounted.taxMinor, accounted.currency)}<`);
  const { paymentTermDays: days = 0, language = '' } = buyer.documents ?? {};
  if (document === 'credit-note' || days < 2) return;
  const english = `Payable within ${days} days.`;
  expect(xml).toContain(within[written(language)]?.(days) ?? english);
}

export function expectGapless(numbers: readonly string[]): void {
  for (const [series, of] of Map.groupBy(numbers, (number) => number.slice(0, -7))) {
    expect(of).toEqual(of.map((_, index) => `${series}-${String(index + 1).padStart(6, '0')}`));
  }
}

import type { InvoiceHeld, IssuedInvoice } from '#domain/invoices/events.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { Month } from '#domain/values/calendar.ts';
import { formatMinor, formatMoney } from '#domain/values/money.ts';
import { heldText } from './held-text.ts';

/** What a dry run found: what would be issued, and what would be held (I13). */
export interface DryRun {
  readonly invoices: readonly IssuedInvoice[];
  readonly held: readonly InvoiceHeld[];
}

/** What a dry run of a month says: each account with its documents, their lines and totals, then what is held and why. */
export function dryRunText(month: Month, { invoices, held }: DryRun): string[] {
  const byAccount = Map.groupBy(invoices, ({ accountId }) => accountId);
  return [
    `${month}, dry run: this is what closing the month would do; nothing is written`,
    ...[...byAccount].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, of]) => accountText(of)),
    ...heldText(held),
    `${counted(invoices, 'invoice')} and ${counted(invoices, 'credit-note')} would be issued: ${totalsText(invoices)}`,
  ];
}

function accountText(invoices: readonly IssuedInvoice[]): string[] {
  const [{ accountId = '', buyer = undefined } = {}] = invoices;
  const name = buyer?.name === undefined || buyer.name === accountId ? '' : ` ${buyer.name}`;
  const sum = invoices.length > 1 ? [`  together ${totalsText(invoices)}`] : [];
  return [`${accountId}${name}`, ...invoices.flatMap(documentText), ...sum];
}

function documentText({ period, document, currency, lines, ...sums }: IssuedInvoice): string[] {
  const money = (minor: bigint) => formatMinor(minor, currency);
  const { netMinor, taxMinor, totalMinor } = sums;
  return [
    `  ${period}, ${document === 'invoice' ? 'invoice' : 'credit note'}: net ${money(netMinor)}, tax ${money(taxMinor)}, total ${money(totalMinor)} ${currency}`,
    ...lines.map(
      ({ kind, quantity, sku, month, unitPriceMinor, share, amountMinor, taxRate }) =>
        `    ${kind} ${month}: ${quantity} × ${sku} at ${money(unitPriceMinor)}${daysOf(share)} = ${money(amountMinor)}, tax ${taxRate} %`,
    ),
  ];
}

function counted(invoices: readonly IssuedInvoice[], kind: IssuedInvoice['document']): string {
  const count = invoices.filter(({ document }) => document === kind).length;
  return `${count} ${kind === 'invoice' ? 'invoice' : 'credit note'}${count === 1 ? '' : 's'}`;
}

/** `492.00 EUR, 12300 JPY`, by currency. */
function totalsText(invoices: readonly IssuedInvoice[]): string {
  const byCurrency = [...Map.groupBy(invoices, ({ currency }) => currency)].sort(([one], [other]) =>
    one < other ? -1 : 1,
  );
  const sums = byCurrency.map(([currency, of]) => {
    return formatMoney({ minor: of.reduce((sum, { totalMinor }) => sum + totalMinor, 0n), currency });
  });
  return sums.length === 0 ? 'nothing' : sums.join(', ');
}

/** Where only days of the price are charged: which part of it. */
function daysOf(share: InvoiceLine['share']): string {
  return share ? ` for ${share.days} of ${share.of} days` : '';
}

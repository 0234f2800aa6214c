import type { IssuedInvoice } from '#domain/invoices/events.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { Month } from '#domain/values/calendar.ts';
import { formatMinor, formatMoney } from '#domain/values/money.ts';
import type { WaitingDraft } from '../views/draft-invoices.views.ts';
import type { DryRun, TriedInvoice } from './dry-run.ts';
import { heldText } from './held-text.ts';

/** What a dry run of a month says: each account with its documents, their lines and totals, then drafts, then what is held and why. */
export function dryRunText(month: Month, { invoices, held, drafts }: DryRun): string[] {
  const byAccount = Map.groupBy(invoices, ({ accountId }) => accountId);
  return [
    `${month}, dry run: this is what closing the month would do; nothing is written`,
    ...[...byAccount].sort(([one], [other]) => (one < other ? -1 : 1)).flatMap(([, of]) => accountText(of)),
    ...draftsText(drafts),
    ...heldText(held),
    `${counted(invoices, 'invoice')} and ${counted(invoices, 'credit-note')} would be issued: ${totalsText(invoices)}`,
  ];
}

function accountText(invoices: readonly TriedInvoice[]): string[] {
  const [{ accountId = '', buyer = undefined } = {}] = invoices;
  const name = buyer?.name === undefined || buyer.name === accountId ? '' : ` ${buyer.name}`;
  const sum = invoices.length > 1 ? [`  together ${totalsText(invoices)}`] : [];
  return [`${accountId}${name}`, ...invoices.flatMap(documentText), ...sum];
}

/** Drafts: what each comes to, and until when it waits (I15). */
function draftsText(drafts: readonly WaitingDraft[]): string[] {
  if (drafts.length === 0) return [];
  const lines = drafts.map(({ accountId, accountName, review: { period, until, hold }, drafts: of }) => {
    const name = accountName === accountId ? '' : ` ${accountName}`;
    const net = of.map(({ netMinor, currency }) => formatMoney({ minor: netMinor, currency })).join(', ');
    const waits = hold
      ? `held by ${hold.by}: ${hold.reason}; it is issued when somebody releases or approves it`
      : `issued by itself from ${until} on`;
    return `  ${accountId}${name}, ${period}, ${net || 'nothing'} net, ${waits}`;
  });
  return [`Drafts that wait for their review: ${drafts.length}`, ...lines];
}

function documentText({ period, document, currency, lines, released, ...sums }: TriedInvoice): string[] {
  const money = (minor: bigint) => formatMinor(minor, currency);
  const { netMinor, taxMinor, totalMinor } = sums;
  return [
    `  ${period}, ${document === 'invoice' ? 'invoice' : 'credit note'}: net ${money(netMinor)}, tax ${money(taxMinor)}, total ${money(totalMinor)} ${currency}${released ? ', released: the days of its draft are over' : ''}`,
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

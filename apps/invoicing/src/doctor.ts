import type { Sql } from '#runtime/postgres/sql.ts';
import { type Finding, well, wrong } from '#runtime/process/doctor/finding.ts';
import type { IdColumn } from '#runtime/process/doctor/ids.ts';
import { mailFindings, type StuckMail } from '#runtime/process/doctor/mails.ts';
import { invoiceMails } from './mail/mail.store.ts';

/** Ids that others chose (O13). */
export const invoicingIds: readonly IdColumn[] = [
  { what: 'accounts', table: 'invoicing.account', column: 'account_id' },
];

const mostNamed = 5;
const issueHeld =
  "tell what is missing (the account's country, tax rate or addresses with PUT /api/accounts/ID, rates in EXCHANGE_RATES_FILE, the seller in SELLER_FILE): it is issued by itself then";

/** Invoices that are held, and mails of invoices that do not arrive. */
export async function stuckInInvoicing(sql: Sql): Promise<Finding[]> {
  const held = await sql<{ account: string; codes: string[]; count: number }>(
    `select account_id as account, held as codes, count(*) over ()::int as count
     from invoicing.account where held is not null order by account_id limit ${mostNamed}`,
  );
  const count = held[0]?.count ?? 0;
  const lines = held.map(({ account, codes }) => `\n    ${account}: ${codes.join(', ')}`);
  const more = count > held.length ? `\n    and ${count - held.length} more: GET /api/invoices?state=held` : '';
  const findings =
    count === 0
      ? [well('invoicing: no invoice is held')]
      : [wrong(`invoicing: the invoices of ${count} accounts are held${lines.join('')}${more}`, issueHeld)];
  const about = (mail: StuckMail) => `invoice ${mail.number}`;
  const remedy = 'mend invoiceEmails of the account, then POST /api/mails/ID/resend';
  return [...findings, ...(await mailFindings(sql, invoiceMails, { what: 'invoices', about, remedy }))];
}

/** Where lots stand in invoicing: the invoices that their changes land on. */
export async function lotsInInvoicing(sql: Sql, lotIds: readonly string[]): Promise<Finding[]> {
  const rows = await sql<{ account: string; period: string; changes: number; cancel: boolean; held: string[] | null }>(
    `select adjustment.account_id as account, adjustment.period, count(*)::int as changes,
       sum(quantity) = 0 and sum(amount_minor) = 0 as cancel, account.held::jsonb as held
     from invoicing.adjustment left join invoicing.account on account.account_id = adjustment.account_id
       and not exists (select from invoicing.invoice issued
                       where issued.account_id = adjustment.account_id and issued.period = adjustment.period)
     where lot_id = any($1::text[]) group by 1, 2, 5 order by 2, 1`,
    [lotIds],
  );
  if (rows.length === 0 && lotIds.length > 0)
    return [
      {
        ok: true,
        says: 'invoicing: nothing of its lots lands on an invoice yet',
        late: 'invoicing',
        remedy: 'after a minute: see below what waits for invoicing, and whether the ledger’s message is a dead letter',
      },
    ];
  if (rows.length === 0) return [well('invoicing: nothing yet, it comes after the ledger')];
  // What left a payer (O10) is recorded twice, and is on no invoice.
  return rows.map(({ account, period, changes, cancel, held }) => {
    if (cancel) return well(`invoicing: ${changes} changes cancel out on the invoice of ${account} for ${period}`);
    const says = `invoicing: ${changes} changes land on the invoice of ${account} for ${period}`;
    return held === null ? well(says) : wrong(`${says}, which is held: ${held.join(', ')}`, issueHeld);
  });
}

import { Migration } from '@mikro-orm/migrations';

/** What documents say besides lines and totals, credit notes of invoices, and the mails that bring them. */
export class Documents extends Migration {
  override up(): void {
    this.addSql(
      `alter table invoicing.account add column country text null, add column address jsonb null,
         add column tax_id text null`,
    );
    this.addSql(
      `alter table invoicing.invoice add column due_on date null, add column buyer jsonb not null default '{}',
         add column seller jsonb not null default '{}', add column invoice_number text null, add column reason text null`,
    );
    this.addSql('alter table invoicing.invoice alter column buyer drop default, alter column seller drop default');
    // A credit note of an invoice is of the same month; it can only be one.
    this.addSql('alter table invoicing.invoice drop constraint invoice_account_period');
    this.addSql(
      `create unique index invoice_account_period on invoicing.invoice (account_id, period, currency)
         where invoice_number is null`,
    );
    this.addSql('alter table invoicing.invoice add constraint invoice_credited_once unique (invoice_number)');
    this.addSql(
      `create table invoicing.mail (
         number text primary key,
         message_id text not null,
         state text not null,
         recipients jsonb not null,
         attempts int not null default 0,
         doubtful int not null default 0,
         queued_at timestamptz not null,
         due_at timestamptz not null default clock_timestamp(),
         claimed_by text null,
         settled_at timestamptz null,
         constraint mail_message_id unique (message_id),
         constraint mail_state check (state in ('waiting', 'claimed', 'sent', 'undeliverable'))
       )`,
    );
    this.addSql(`create index mail_due on invoicing.mail (due_at) where state in ('waiting', 'claimed')`);
  }
}

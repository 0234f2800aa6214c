import { Migration } from '@mikro-orm/migrations';

/** I14: money that came for invoices; a payment that was recorded stays. */
export class Payments extends Migration {
  override up(): void {
    this.addSql(
      `create table "invoicing"."payment" ("payment_id" text not null, "invoice_number" text not null, "account_id" text not null, "amount_minor" numeric(24,0) not null, "currency" text not null, "received_on" date not null, "reference" text null, "recorded_at" timestamptz not null, "recorded_by" text not null, primary key ("payment_id"))`,
    );
    this.addSql(`create index "payment_invoice" on "invoicing"."payment" ("invoice_number")`);
    this.addSql(`alter table "invoicing"."payment" add constraint "payment_amount" check (amount_minor > 0)`);
    this.addSql(
      `create trigger payment_is_append_only before update or delete or truncate on invoicing.payment
       for each statement execute function invoicing.refuse_change()`,
    );
  }
}

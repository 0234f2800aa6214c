import { Migration } from '@mikro-orm/migrations';

/** I14: payments that the bank took back, each whole and once; the payment itself stays. */
export class PaymentReturns extends Migration {
  override up(): void {
    this.addSql(
      `create table "invoicing"."payment_return" ("payment_id" text not null, "returned_on" date not null, "reason" text null, "recorded_at" timestamptz not null, "recorded_by" text not null, primary key ("payment_id"))`,
    );
    this.addSql(
      `create trigger payment_return_is_append_only before update or delete or truncate on invoicing.payment_return
       for each statement execute function invoicing.refuse_change()`,
    );
  }
}

import { Migration } from '@mikro-orm/migrations';
import { trigrams } from '#runtime/postgres/trigrams.ts';

/** Invoices are found by a part of their number or of the account's name. */
export class InvoicesByText extends Migration {
  override up(): void {
    for (const statement of trigrams) this.addSql(statement);
    this.addSql(
      `create index invoice_text on invoicing.invoice using gin (lower(number || ' ' || account_name) gin_trgm_ops)`,
    );
  }
}

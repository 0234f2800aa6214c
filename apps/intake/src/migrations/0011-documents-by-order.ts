import { Migration } from '@mikro-orm/migrations';

/** Documents are found by their orders, and by what became of those. */
export class DocumentsByOrder extends Migration {
  override up(): void {
    this.addSql(
      `create index order_document_orders on intake.order_document
         using gin ((document::jsonb -> 'orders') jsonb_path_ops)`,
    );
  }
}

import { Migration } from '@mikro-orm/migrations';

/** Which order lines a mail is about, where it is a part of its shipment (F9). */
export class MailParts extends Migration {
  override up(): void {
    this.addSql('alter table fulfillment.mail add column lines int[] null, add column whole_lines int[] null');
    this.addSql('create index mail_shipment on fulfillment.mail (shipment_id, round)');
  }
}

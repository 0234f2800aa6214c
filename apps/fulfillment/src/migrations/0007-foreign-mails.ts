import { Migration } from '@mikro-orm/migrations';

/** What has become of the mails of other services (F10). */
export class ForeignMails extends Migration {
  override up(): void {
    this.addSql(
      `create table fulfillment.foreign_mail (
         message_id text primary key, service text not null, kind text not null, about text not null, account_ids text[] not null,
         round int not null, state text not null, recipients jsonb not null, attempts int not null, doubtful int not null,
         queued_at timestamptz not null, settled_at timestamptz null)`,
    );
    this.addSql('create index foreign_mail_queued on fulfillment.foreign_mail (queued_at, message_id)');
    this.addSql('create index foreign_mail_about on fulfillment.foreign_mail (about)');
  }
}

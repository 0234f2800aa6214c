import { Migration } from '@mikro-orm/migrations';

/** Mails about the steps of transfer cases (K8): one each, claimed before it is sent, its outcome recorded after. */
export class CaseMails extends Migration {
  override up(): void {
    this.addSql(
      `create table ledger.case_mail (
         case_id text not null references ledger.transfer_case,
         step int not null check (step >= 1),
         message_id text not null unique,
         state text not null,
         recipients jsonb not null,
         attempts int not null default 0,
         doubtful int not null default 0,
         claimed_by text null,
         queued_at timestamptz not null,
         due_at timestamptz not null default clock_timestamp(),
         settled_at timestamptz null,
         primary key (case_id, step)
       )`,
    );
    this.addSql(`create index case_mail_due on ledger.case_mail (due_at) where state in ('waiting', 'claimed')`);
  }
}

import { Migration } from '@mikro-orm/migrations';

/** Copies of what other systems own: accounts, people, products, device counts. */
export class Reference extends Migration {
  override up(): void {
    this.addSql(
      `create table ledger.account (
         account_id text primary key,
         parent_id text null,
         name text not null,
         kind text not null,
         from_order boolean not null,
         as_of timestamptz not null,
         document json not null
       )`,
    );
    this.addSql('create index account_parent_id on ledger.account (parent_id) where parent_id is not null');
    this.addSql(
      `create table ledger.administrator (
         account_id text not null,
         email text not null,
         role text not null,
         access text not null,
         scope text not null,
         sign_in text not null,
         removed boolean not null,
         as_of timestamptz not null,
         passcode_hash text null,
         passcode_failures int not null default 0,
         primary key (account_id, email)
       )`,
    );
    this.addSql('create table ledger.product (sku text primary key, document json not null)');
    this.addSql(
      `create table ledger.device_count (
         account_id text not null,
         counted text not null,
         in_use int not null check (in_use >= 0),
         reported_at timestamptz null,
         primary key (account_id, counted)
       )`,
    );
    this.addSql(
      `create table ledger.device (
         account_id text not null,
         counted text not null,
         device_id text not null,
         enrolled boolean not null,
         at timestamptz not null,
         primary key (account_id, counted, device_id)
       )`,
    );
    this.addSql(
      `create table ledger.transfer_case (
         case_id text primary key,
         state text not null,
         from_account text not null,
         to_account text not null,
         requested_by text not null,
         document json not null,
         submitted_at timestamptz not null
       )`,
    );
    this.addSql('create index transfer_case_submitted on ledger.transfer_case (submitted_at, case_id)');
  }
}

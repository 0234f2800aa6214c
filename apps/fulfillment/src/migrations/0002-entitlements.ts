import { Migration } from '@mikro-orm/migrations';

export class Entitlements extends Migration {
  override up(): void {
    this.addSql(`create table fulfillment.entitlement (
      entitlement_id text not null primary key, position bigserial not null, shipment_id text not null,
      order_number text not null, line_number int not null, purchase_order text null, account_id text not null,
      accounts jsonb not null, account_ids text[] not null, sku text not null, product jsonb not null,
      quantity int not null, unit_price text not null, currency text not null, kind text not null, term_months int null,
      starts_on date not null, ends_on date null, grace_ends_on date null, ssrn text not null,
      activation_code_hash text not null, sealed_activation_code text not null, fulfilled_at timestamptz not null,
      constraint entitlement_position unique (position),
      constraint entitlement_ssrn unique (ssrn),
      constraint entitlement_activation_code unique (activation_code_hash),
      constraint entitlement_order_line unique (order_number, line_number))`);
    this.addSql('create index entitlement_shipment_id on fulfillment.entitlement (shipment_id)');
    this.addSql('create index entitlement_account_ids on fulfillment.entitlement using gin (account_ids)');
    // F2: the series of the SSRNs, which nothing else counts in.
    this.addSql('create sequence fulfillment.ssrn_series start with 40000000000 maxvalue 99999999999');
    this.addSql(`create table fulfillment.mail (
      shipment_id text not null, round int not null, order_number text not null, account_id text not null,
      message_id text not null, correlation_id text not null, state text not null, recipients jsonb not null,
      attempts int not null default 0, doubtful int not null default 0, queued_at timestamptz not null,
      due_at timestamptz not null default clock_timestamp(), claimed_by text null, settled_at timestamptz null,
      primary key (shipment_id, round),
      constraint mail_message_id unique (message_id),
      constraint mail_state check (state in ('waiting', 'claimed', 'sent', 'undeliverable', 'superseded')))`);
    this.addSql(`create index mail_due on fulfillment.mail (due_at) where state in ('waiting', 'claimed')`);
    this.addSql('create index mail_queued on fulfillment.mail (queued_at, message_id)');
  }
}

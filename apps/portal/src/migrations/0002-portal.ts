import { Migration } from '@mikro-orm/migrations';

export class Portal extends Migration {
  override up(): void {
    this.addSql(
      `create table portal.person (
         email text primary key,
         password text null,
         password_set_at timestamptz null,
         link_hash text null constraint person_link_hash unique,
         link_ends_at timestamptz null
       )`,
    );
    this.addSql(
      `create table portal.session (
         token_hash text primary key,
         id uuid not null constraint session_id unique,
         email text not null,
         name text null,
         signed_in_at timestamptz not null default now(),
         seen_at timestamptz not null default now(),
         address text not null,
         agent text not null,
         sealed text null
       )`,
    );
    this.addSql('create index session_email on portal.session (email)');
    this.addSql('create index session_signed_in_at on portal.session (signed_in_at)');
    this.addSql(
      `create table portal.sign_in_try (
         who text primary key,
         tries int not null,
         last_at timestamptz not null default now()
       )`,
    );
    this.addSql('create table portal.setting (email text primary key, document jsonb not null)');
    this.addSql(
      `create table portal.view (
         email text not null,
         page text not null,
         document jsonb not null,
         saved_at timestamptz not null default now(),
         primary key (email, page)
       )`,
    );
  }
}

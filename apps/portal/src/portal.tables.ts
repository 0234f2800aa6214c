import { defineEntity, p } from '@mikro-orm/core';
import { tablesOf } from '#runtime/postgres/typed-tables.ts';
import type { PersonSettings } from './session/person-settings.ts';

/** P1: people with a password of their own here; with an OpenID provider there are none. */
export const PersonRow = defineEntity({
  name: 'PersonRow',
  tableName: 'person',
  properties: {
    email: p.text().primary(),
    /** In the PHC format; null until the person has set one. */
    password: p.text().nullable(),
    passwordSetAt: p.datetime().nullable(),
    /** SHA-256 of the token in the link that sets a password once, and until when that works. */
    linkHash: p.text().unique('person_link_hash').nullable(),
    linkEndsAt: p.datetime().nullable(),
  },
});

/** Who is signed in with which browser. */
export const SessionRow = defineEntity({
  name: 'SessionRow',
  tableName: 'session',
  properties: {
    /** SHA-256 of the token in the cookie. */
    tokenHash: p.text().primary(),
    /** What the person knows the session by, in the list of their own. */
    id: p.uuid().unique('session_id'),
    email: p.text(),
    /** As the OpenID provider says it. */
    name: p.text().nullable(),
    signedInAt: p.datetime().defaultRaw('now()'),
    seenAt: p.datetime().defaultRaw('now()'),
    address: p.text(),
    agent: p.text(),
    /** The OpenID provider's tokens, sealed with a key that only the cookie yields. */
    sealed: p.text().nullable(),
  },
  indexes: [
    { name: 'session_email', properties: ['email'] },
    { name: 'session_signed_in_at', properties: ['signedInAt'] },
  ],
});

/** Wrong passwords of an account, of an address, and of the two together. */
export const SignInTryRow = defineEntity({
  name: 'SignInTryRow',
  tableName: 'sign_in_try',
  properties: {
    /** SHA-256 of whom it counts: what people type into that field may be a password. */
    who: p.text().primary(),
    tries: p.integer(),
    lastAt: p.datetime().defaultRaw('now()'),
  },
});

/** How a person likes the portal: language, time zone, theme, density. */
export const SettingRow = defineEntity({
  name: 'SettingRow',
  tableName: 'setting',
  properties: {
    email: p.text().primary(),
    document: p.json().$type<PersonSettings>(),
  },
});

/** How a person likes the list of a page: columns, their order, sort, filter. */
export const ViewRow = defineEntity({
  name: 'ViewRow',
  tableName: 'view',
  properties: {
    email: p.text().primary(),
    page: p.text().primary(),
    document: p.json().$type<object>(),
    savedAt: p.datetime().defaultRaw('now()'),
  },
});

export const portalTables = [PersonRow, SessionRow, SignInTryRow, SettingRow, ViewRow] as const;

/** Typed statements on these tables. */
export const portal = tablesOf('portal', portalTables);

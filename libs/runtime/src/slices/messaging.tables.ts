import { defineEntity, p } from '@mikro-orm/core';

/** The tables that every service has beside its own, in its own schema. */

/** Ids of messages that were processed: the claim of step 2 of a batch. */
export const InboxMessage = defineEntity({
  name: 'InboxMessage',
  tableName: 'inbox',
  properties: {
    /** 128 bits of SHA-256 over source and id. */
    message: p.uuid().primary(),
    /** 128 bits of SHA-256 over what it said (O9); null for those that came before this was kept. */
    content: p.uuid().nullable(),
    /** What it was about, in words. */
    about: p.text().nullable(),
    receivedAt: p.datetime().$type<string>().defaultRaw('now()'),
  },
  // Rows of a transaction share an instant, which the index keeps once. A summary by pages (BRIN) finds nothing any more once
  // rows lie where older ones were deleted.
  indexes: [{ name: 'inbox_received', properties: ['receivedAt'] }],
});

/** Events that were decided and not yet acknowledged by the broker; a row that was sent is deleted. */
export const OutboxMessage = defineEntity({
  name: 'OutboxMessage',
  tableName: 'outbox',
  properties: {
    position: p.bigint('string').primary().autoincrement(),
    topic: p.text(),
    key: p.text(),
    headers: p.text(),
    value: p.text(),
    createdAt: p.datetime().$type<string>().defaultRaw('clock_timestamp()'),
  },
});

/** Messages that could not be processed, with their bytes. */
export const DeadLetter = defineEntity({
  name: 'DeadLetter',
  tableName: 'dead_letter',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    /** Where it came from, so that a redelivery is not kept twice. */
    origin: p.text().unique('dead_letter_origin'),
    topic: p.text(),
    partition: p.integer(),
    offset: p.text(),
    key: p.blob().nullable(),
    value: p.blob().nullable(),
    headers: p.json(),
    error: p.text(),
    attempts: p.integer(),
    deadAt: p.datetime().$type<string>().defaultRaw('now()'),
    replayedAt: p.datetime().$type<string>().nullable(),
    /** When somebody said that nothing is to become of it, who, and why. */
    settledAt: p.datetime().$type<string>().nullable(),
    settledBy: p.text().nullable(),
    settledReason: p.text().nullable(),
  },
});

/** Answers to commands over HTTP, by who asked and the key that they gave (L9). */
export const IdempotentAnswer = defineEntity({
  name: 'IdempotentAnswer',
  tableName: 'idempotent_answer',
  properties: {
    person: p.text().primary(),
    key: p.text().primary(),
    /** SHA-256 of method, path and body. */
    fingerprint: p.text(),
    status: p.integer(),
    /** As text keeps it: the same bytes again, not the same meaning in another order of fields. */
    body: p.json().columnType('json'),
    answeredAt: p.datetime().$type<string>().defaultRaw('now()').index('idempotent_answer_answered_at'),
  },
});

/** Who administers which account, from topic `accounts`; decides what a person sees. */
export const Membership = defineEntity({
  name: 'Membership',
  tableName: 'membership',
  properties: {
    accountId: p.text().primary(),
    email: p.text().primary(),
    role: p.text(),
    access: p.text(),
    scope: p.text(),
    removed: p.boolean().default(false),
    /** When the sender says it happened: an older message never overwrites a newer one. */
    asOf: p.datetime().$type<string>(),
  },
  indexes: [{ name: 'membership_email', properties: ['email'] }],
});

/** Which MSP or reseller an account belongs to, and what it reads. */
export const AccountParent = defineEntity({
  name: 'AccountParent',
  tableName: 'account_parent',
  properties: {
    accountId: p.text().primary(),
    parentId: p.text().nullable().index('account_parent_parent_id'),
    /** BCP 47; null: English. */
    language: p.text().nullable(),
    asOf: p.datetime().$type<string>(),
  },
});

export const messagingTables = [
  InboxMessage,
  OutboxMessage,
  DeadLetter,
  IdempotentAnswer,
  Membership,
  AccountParent,
] as const;

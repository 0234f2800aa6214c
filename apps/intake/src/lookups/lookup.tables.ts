import { defineEntity, p } from '@mikro-orm/core';

/** Orders of which keys came, by sender and key in the sender's system: when they are read next, and what the last try came to. */
export const LookupRow = defineEntity({
  name: 'LookupRow',
  tableName: 'lookup',
  properties: {
    sender: p.text().primary(),
    /** `*` is the list of what changed. */
    key: p.text().primary(),
    state: p.text().$type<LookupRowState>(),
    /** When somebody last said that it changed. */
    askedAt: p.datetime().$type<string>(),
    /** How often somebody did. */
    asks: p.integer(),
    /** Null where nothing is to be read. */
    dueAt: p.datetime().$type<string>().nullable(),
    /** Whether somebody said that it was deleted, and no read has found it since. */
    isDeleted: p.boolean(),
    /** Until then somebody is at it. */
    leaseUntil: p.datetime().$type<string>().nullable(),
    /** Tries that failed in a row, since when, and why the last one did. */
    failures: p.integer(),
    failingSince: p.datetime().$type<string>().nullable(),
    lastError: p.text().nullable(),
    /** When the last read that counts began, with what tag, and the sender's own number of the order that was in it. */
    readAt: p.datetime().$type<string>().nullable(),
    etag: p.text().nullable(),
    sourceId: p.text().nullable(),
    /** W3C Trace Context of who asked last, while spans are collected. */
    traceparent: p.text().nullable(),
  },
  indexes: [{ name: 'lookup_due', properties: ['sender', 'dueAt'], where: 'due_at is not null' }],
});

/** `waiting` for its time or its next try; `read`; `gone`: deleted there, and canceled here unless it was invoiced there; `failed`: given up until somebody asks again. */
export type LookupRowState = 'waiting' | 'read' | 'gone' | 'failed';

/** Senders whose system turns our credentials down: nothing is read from them until then. */
export const LookupPauseRow = defineEntity({
  name: 'LookupPauseRow',
  tableName: 'lookup_pause',
  properties: {
    sender: p.text().primary(),
    since: p.datetime().$type<string>(),
    untilAt: p.datetime().$type<string>(),
    /** How often in a row. */
    pauses: p.integer(),
    why: p.text(),
  },
});

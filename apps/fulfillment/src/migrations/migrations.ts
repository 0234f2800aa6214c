import type { MigrationObject } from '@mikro-orm/core';
import { mailMigration } from '#runtime/mail/migration.ts';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { Entitlements } from './0002-entitlements.ts';
import { OrderHeaders } from './0003-order-headers.ts';
import { ReadBack } from './0004-read-back.ts';
import { MailParts } from './0006-mail-parts.ts';
import { ForeignMails } from './0007-foreign-mails.ts';
import { OrderFacts } from './0008-order-facts.ts';
import { EntitlementsListed } from './0009-entitlements-listed.ts';
import { EntitlementLanguage } from './0010-entitlement-language.ts';
import { MailTraces } from './0011-mail-traces.ts';
import { CodesByHash } from './0012-codes-by-hash.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const fulfillmentMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('fulfillment'),
  { name: '0002-entitlements', class: Entitlements },
  { name: '0003-order-headers', class: OrderHeaders },
  { name: '0004-read-back', class: ReadBack },
  mailMigration('0005-mails', { schema: 'fulfillment', name: 'mail' }),
  { name: '0006-mail-parts', class: MailParts },
  { name: '0007-foreign-mails', class: ForeignMails },
  { name: '0008-order-facts', class: OrderFacts },
  { name: '0009-entitlements-listed', class: EntitlementsListed },
  { name: '0010-entitlement-language', class: EntitlementLanguage },
  { name: '0011-mail-traces', class: MailTraces },
  { name: '0012-codes-by-hash', class: CodesByHash },
];

import type { MigrationObject } from '@mikro-orm/core';
import { mailMigration } from '#runtime/mail/migration.ts';
import { messagingMigrations } from '#runtime/slices/messaging.migration.ts';
import { Reference } from './0002-reference.ts';
import { Ledger } from './0003-ledger.ts';
import { AccountHistory } from './0004-account-history.ts';
import { CaseMails } from './0005-case-mails.ts';
import { EventLogByDate } from './0006-event-log-by-date.ts';
import { VirtualAccounts } from './0007-virtual-accounts.ts';
import { BooksStay } from './0008-books-stay.ts';
import { LotsInChain } from './0009-lots-in-chain.ts';
import { AdministratorByEmail } from './0010-administrator-by-email.ts';
import { OrderHeaders } from './0011-order-headers.ts';
import { RefusalsByRequest } from './0012-refusals-by-request.ts';
import { EventLogSides } from './0014-event-log-sides.ts';
import { ThroughTheLastDay } from './0015-through-the-last-day.ts';
import { JournalsByDate } from './0016-journals-by-date.ts';
import { ProgramFiles } from './0017-program-files.ts';
import { EventLogValues } from './0018-event-log-values.ts';
import { AccountsListed } from './0019-accounts-listed.ts';
import { EventLogFound } from './0020-event-log-found.ts';
import { JournalEffects } from './0021-journal-effects.ts';
import { MailTraces } from './0022-mail-traces.ts';
import { AccountSums } from './0023-account-sums.ts';
import { EmptiedHoldings } from './0024-emptied-holdings.ts';

/** Every step from an empty schema to the tables of today, in order. */
export const ledgerMigrations: readonly MigrationObject[] = [
  ...messagingMigrations('ledger'),
  { name: '0002-reference', class: Reference },
  { name: '0003-ledger', class: Ledger },
  { name: '0004-account-history', class: AccountHistory },
  { name: '0005-case-mails', class: CaseMails },
  { name: '0006-event-log-by-date', class: EventLogByDate },
  { name: '0007-virtual-accounts', class: VirtualAccounts },
  { name: '0008-books-stay', class: BooksStay },
  { name: '0009-lots-in-chain', class: LotsInChain },
  { name: '0010-administrator-by-email', class: AdministratorByEmail },
  { name: '0011-order-headers', class: OrderHeaders },
  { name: '0012-refusals-by-request', class: RefusalsByRequest },
  mailMigration('0013-mails', { schema: 'ledger', name: 'case_mail' }),
  { name: '0014-event-log-sides', class: EventLogSides },
  { name: '0015-through-the-last-day', class: ThroughTheLastDay },
  { name: '0016-journals-by-date', class: JournalsByDate },
  { name: '0017-program-files', class: ProgramFiles },
  { name: '0018-event-log-values', class: EventLogValues },
  { name: '0019-accounts-listed', class: AccountsListed },
  { name: '0020-event-log-found', class: EventLogFound },
  { name: '0021-journal-effects', class: JournalEffects },
  { name: '0022-mail-traces', class: MailTraces },
  { name: '0023-account-sums', class: AccountSums },
  { name: '0024-emptied-holdings', class: EmptiedHoldings },
];

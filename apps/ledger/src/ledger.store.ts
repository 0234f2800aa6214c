import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Programs } from '#domain/licenses/books/program.ts';
import type { Proration } from '#domain/values/billing.ts';
import type { CodeKeys } from '#runtime/environment/sealed-codes.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import type { Received, Store } from '#runtime/slices/slice.ts';
import { saveAccountHistory } from './accounts/account-history.save.ts';
import { checksIn, hashesIn } from './accounts/passcodes.ts';
import { sha256 } from './books/digest.ts';
import type { CaseRequest, LedgerBooks } from './books/ledger.books.ts';
import { loadCoverage, loadHoldings, partialBooks } from './books/ledger.load.ts';
import { saveEventLog, saveJournals } from './books/ledger.save.ts';
import { insertCaseMails } from './cases/case-mail.store.ts';
import { submitCase } from './cases/transfer-case.slices.ts';
import { needsOf } from './ledger.needs.ts';
import { loadNames, withKnownNames } from './reference/ledger.names.ts';
import { followPayers, loadOrders, saveOrders } from './reference/order-header.rows.ts';
import { loadAccounts, loadCases, loadDevices, loadProducts, loadTransfers } from './reference/reference.load.ts';
import { saveReference } from './reference/reference.save.ts';
import { answeredOf } from './requests/answered.rows.ts';

export interface LedgerStoreOptions {
  readonly programs: Programs;
  /** What previews go by, as invoices do. */
  readonly proration?: Proration;
  /** E-mail addresses, lower case, of those who operate Seatwright (L11). */
  readonly operators?: readonly string[];
  /** What passcodes are sealed with on topic `accounts`; asked for when one is. */
  readonly keys?: () => CodeKeys;
  /** What Message-IDs end in. */
  readonly mailDomain?: string;
  /** What mails are written with (F8). */
  readonly letterhead?: Letterhead;
}

function noKeys(): never {
  throw new Error('there is no key to open a sealed passcode with');
}

/** Reads and writes the ledger for a batch: a fixed number of statements, and only the lots that the batch is about. */
export function ledgerStore({
  programs,
  proration = 'none',
  operators = [],
  keys = noKeys,
  mailDomain = 'localhost',
  letterhead,
}: LedgerStoreOptions): Store<LedgerBooks, LicenseEvent> {
  return {
    async load(sql, messages, now) {
      const [books, names] = [partialBooks(), await loadNames(sql, messages)];
      const needs = needsOf(messages.map((message) => withKnownNames(message, books, names, programs)));
      await loadTransfers(sql, books, needs, messages.every(isReturn));
      await loadCases(sql, books, needs);
      await loadOrders(sql, books, needs);
      await loadAccounts(sql, books, needs);
      await loadProducts(sql, books, needs);
      await loadHoldings(sql, books, needs, now);
      await followPayers(sql, books);
      await loadCoverage(sql, books, needs);
      await loadDevices(sql, books, needs);
      return {
        ...books,
        names,
        terms: { programs, proration, operators: new Set(operators), digest: sha256 },
        answered: await answeredOf(sql, messages),
        passcodeHashes: await hashesIn(messages, keys),
        passcodeChecks: await checksIn(messages, books),
        caseRequests: caseRequestsIn(messages),
      };
    },

    async save(sql, books, events) {
      await saveOrders(sql, books, events);
      await saveReference(sql, books, events);
      await saveAccountHistory(sql, events);
      await insertCaseMails(sql, events, { mailDomain, letterhead });
      await saveJournals(sql, events);
      await saveEventLog(sql, books, events);
    },
  };
}

function caseRequestsIn(messages: readonly Received[]): LedgerBooks['caseRequests'] {
  const submitted = messages.filter(({ type }) => type === submitCase.type);
  return new Map(submitted.map(({ id, data }) => [id, data as CaseRequest]));
}

function isReturn({ type }: Received): boolean {
  return type === 'license.return-requested.v1';
}

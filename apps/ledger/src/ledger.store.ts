import type { LicenseEvent } from '#domain/licenses/books/events.ts';
import type { Programs } from '#domain/licenses/books/program.ts';
import { soldAsKnown } from '#domain/licenses/rules/known-names.ts';
import type { Proration } from '#domain/values/billing.ts';
import type { CodeKeys } from '#runtime/environment/keys/sealed-codes.ts';
import { sha256 } from '#runtime/environment/keys/sha256.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import type { Store } from '#runtime/slices/slice.ts';
import { saveAccountHistory } from './accounts/account-history.save.ts';
import { checksOf, hashesOf } from './accounts/passcodes.ts';
import type { LedgerBooks } from './books/ledger.books.ts';
import { loadCoverage, loadHoldings, partialBooks } from './books/ledger.load.ts';
import { saveEventLog, saveJournals } from './books/ledger.save.ts';
import { insertCaseMails } from './cases/case-mail.store.ts';
import type { LedgerNeeds } from './ledger.needs.ts';
import { loadNames } from './reference/ledger.names.ts';
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
}: LedgerStoreOptions): Store<LedgerNeeds, LedgerBooks, LicenseEvent> {
  return {
    async load(sql, needs, now, isAlone) {
      const [books, names] = [partialBooks(), await loadNames(sql, needs)];
      const granted = [...needs.granted].map((lot) => soldAsKnown(lot, books, names, programs));
      await loadTransfers(sql, books, needs, isAlone);
      await loadCases(sql, books, needs);
      await loadOrders(sql, books, needs);
      await loadAccounts(sql, books, needs);
      await loadProducts(sql, books, needs);
      await loadHoldings(sql, books, needs, now);
      await followPayers(sql, books);
      await loadCoverage(sql, books, needs, granted);
      await loadDevices(sql, books, needs, names);
      return {
        ...books,
        names,
        terms: { programs, proration, operators: new Set(operators), digest: sha256 },
        answered: await answeredOf(sql, needs.requests),
        passcodeHashes: await hashesOf(needs.passcodes, keys),
        passcodeChecks: await checksOf(needs.submitted, books),
        caseRequests: new Map([...needs.submitted].map((submitted) => [submitted.id, submitted])),
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

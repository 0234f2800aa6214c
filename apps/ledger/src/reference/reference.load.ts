import type { Administrator } from '#domain/licenses/books/account.ts';
import { type Books, enterDevice, keyOf, type Transfer } from '#domain/licenses/books/books.ts';
import type { Enrolment } from '#domain/licenses/books/device-count.ts';
import type { KnownNames } from '#domain/licenses/rules/known-names.ts';
import { anyOf } from '#runtime/postgres/expressions.ts';
import { lockStreams } from '#runtime/postgres/locks.ts';
import type { Sql } from '#runtime/postgres/sql.ts';
import { addNeeds } from '#runtime/slices/needs.ts';
import { accountStream } from '../books/ledger.books.ts';
import { accountFrom, instantSql, productFrom } from '../books/ledger.rows.ts';
import { type LedgerNeeds, type NeededCount, transferNeeds } from '../ledger.needs.ts';
import { ledger } from '../ledger.tables.ts';
import { countedAsKnown } from './ledger.names.ts';

/** Everything besides lots and holdings that a batch looks at. */

/** Accounts with all that are above them, their people, and what those who ask are anywhere above (L11). */
export async function loadAccounts(sql: Sql, books: Books, needs: LedgerNeeds): Promise<void> {
  const ids = [...new Set([...needs.accounts, ...needs.people])];
  if (ids.length === 0) return;
  const rows = await sql<{ document: unknown }>(
    `with recursive above as (
       select account_id from unnest($1::text[]) account_id
       union
       select parent_id from ledger.account join above using (account_id) where parent_id is not null
     )
     select document from above join ledger.account using (account_id)`,
    [ids],
  );
  for (const { document } of rows) {
    const account = accountFrom(document);
    books.accounts.set(account.accountId, account);
  }
  await loadPeople(sql, books, needs);
}

async function loadPeople(sql: Sql, books: Books, needs: LedgerNeeds): Promise<void> {
  const parents = [...needs.people].flatMap((accountId) => books.accounts.get(accountId)?.parentId ?? []);
  const ids = [...new Set([...needs.people, ...parents])];
  if (ids.length === 0) return;
  const rows = await sql<Administrator & { passcodeHash: string | null }>(
    `select account_id as "accountId", email, role, access, scope, sign_in as "signIn", removed,
       ${instantSql('as_of')} as "asOf", passcode_hash as "passcodeHash", passcode_failures as "passcodeFailures"
     from (
       select * from ledger.administrator where account_id = any($1::text[])
       union
       select * from ledger.administrator
       where email = any($2::text[]) and (role = 'support' or account_id = any($3::text[]))
     ) person`,
    [ids, [...needs.askers], [...books.accounts.keys()]],
  );
  for (const { passcodeHash, ...person } of rows) {
    const known = passcodeHash === null ? person : { ...person, passcodeHash };
    books.administrators.set(keyOf(person.accountId, person.email), known);
  }
}

export async function loadProducts(sql: Sql, books: Books, needs: LedgerNeeds): Promise<void> {
  if (needs.products.size === 0) return;
  const rows = await sql<{ document: unknown }>('select document from ledger.product where sku = any($1::text[])', [
    [...needs.products],
  ]);
  for (const { document } of rows) {
    const product = productFrom(document);
    books.products.set(product.sku, product);
  }
}

/** Enters what is in use of all that is counted, and the devices that reports are about. */
export async function loadDevices(sql: Sql, books: Books, needs: LedgerNeeds, names: KnownNames): Promise<void> {
  const devices = [...needs.devices].map((each) => ({ ...each, counted: countedAsKnown(each, books, names) }));
  const counts = [...needs.counts, ...devices];
  if (counts.length > 0) {
    const rows = await sql<{ accountId: string; counted: string; inUse: number; reportedAt: string | null }>(
      `select account_id as "accountId", counted, in_use as "inUse", ${instantSql('reported_at')} as "reportedAt"
       from ledger.device_count where (account_id, counted) in (select * from unnest($1::text[], $2::text[]))`,
      [counts.map((each) => each.accountId), counts.map((each) => each.counted)],
    );
    for (const { reportedAt, ...count } of rows) {
      const known = reportedAt === null ? count : { ...count, reportedAt };
      books.counts.set(keyOf(count.accountId, count.counted), known);
    }
  }
  await enterDevices(
    sql,
    books,
    devices.flatMap(({ deviceId: detail, ...of }) => (detail === undefined ? [] : { ...of, detail })),
    'device.device_id = asked.detail',
  );
  // L5: what is newer than an absolute count is counted on top of it.
  await enterDevices(
    sql,
    books,
    devices.flatMap(({ since: detail, ...of }) => (detail === undefined ? [] : { ...of, detail })),
    'device.at > asked.detail::timestamptz',
  );
}

/** Devices of an account, by a detail of theirs. */
interface DetailedDevices extends NeededCount {
  readonly detail: string;
}

async function enterDevices(
  sql: Sql,
  books: Books,
  asked: readonly DetailedDevices[],
  condition: string,
): Promise<void> {
  if (asked.length === 0) return;
  const rows = await sql<Enrolment & NeededCount>(
    `select account_id as "accountId", counted, device_id as "deviceId", enrolled, ${instantSql('at')} as at
     from unnest($1::text[], $2::text[], $3::text[]) as asked (account_id, counted, detail)
       join ledger.device using (account_id, counted) where ${condition}`,
    [asked.map(({ accountId }) => accountId), asked.map(({ counted }) => counted), asked.map(({ detail }) => detail)],
  );
  for (const { accountId, counted, ...device } of rows) enterDevice(books, { accountId, counted }, device);
}

/**
 * Transfers that are to be given back, with what they moved; their accounts are locked from here on. `mayWait` says that the
 * transaction holds no other account yet.
 * @throws Error when it does and one of these accounts is taken: then the messages of the batch have to come one by one
 */
export async function loadTransfers(sql: Sql, books: Books, needs: LedgerNeeds, mayWait: boolean): Promise<void> {
  if (needs.transfers.size === 0) return;
  const named = await readTransfers(sql, [...needs.transfers]);
  await lockAccounts(sql, [...named.values()], mayWait);
  // Read again: what was given back while this waited for the locks is given back.
  for (const transfer of (await readTransfers(sql, [...named.keys()])).values()) {
    const { transferId, from, to, lines } = transfer;
    books.transfers.set(transferId, transfer);
    addNeeds(needs, transferNeeds(to, from, lines));
  }
}

interface TransferRow {
  journal_id: string;
  source: string;
  target: string;
  returned_by: string | null;
  lines: { lotId: string; quantity: number }[];
}

async function readTransfers(sql: Sql, ids: readonly string[]): Promise<Map<string, Transfer>> {
  const rows = await sql<TransferRow>(
    `select moved.journal_id, moved.source, moved.target, back.journal_id as returned_by, (
       select json_agg(json_build_object('lotId', lot_id, 'quantity', quantity) order by lot_id) from ledger.entry
       where entry.journal_id = moved.journal_id and entry.account_id = moved.target) as lines
     from ledger.journal moved left join ledger.journal back on back.return_of = moved.journal_id
     where moved.journal_id = any($1::text[]) and moved.action = 'transfer'`,
    [ids],
  );
  return new Map(
    rows.map(({ journal_id: transferId, source: from, target: to, returned_by: returnedBy, lines }) => [
      transferId,
      { transferId, from, to, lines, ...(returnedBy === null ? {} : { returnedBy }) },
    ]),
  );
}

// The same locks as the runner's: what a return touches is only known when the transfer has been looked up. Beside
// other messages nothing is waited for (L7).
async function lockAccounts(sql: Sql, transfers: readonly Transfer[], mayWait: boolean): Promise<void> {
  const streams = new Set(transfers.flatMap(({ from, to }) => [accountStream(from), accountStream(to)]));
  if (!(await lockStreams(sql, 'ledger', streams, mayWait))) {
    throw new Error('an account of a transfer that is given back is taken');
  }
}

/** Cases that a step is about, and what their transfer looks at (K8). */
export async function loadCases(sql: Sql, books: Books, needs: LedgerNeeds): Promise<void> {
  if (needs.cases.size === 0) return;
  const of = ledger(sql).selectFrom('transfer_case').select('document');
  const rows = await of.where('case_id', '=', anyOf([...needs.cases])).execute();
  for (const { document } of rows) {
    books.cases.set(document.caseId, document);
    addNeeds(needs, transferNeeds(document.from, document.to, document.lines));
    needs.askers.add(document.requestedBy);
  }
}

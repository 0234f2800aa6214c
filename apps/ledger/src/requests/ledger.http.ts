import { Readable } from 'node:stream';
import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import type { Lot } from '#domain/licenses/books/lot.ts';
import { type CodeKeys, loadCodeKeys, openSealedCode } from '#runtime/environment/keys/sealed-codes.ts';
import { Access, maySee, type Visible } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Page, pageSize } from '#runtime/http/paging.ts';
import { notFound, wrongParameter } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import { type AccountRights, withRights } from '../accounts/account-rights.ts';
import { type AccountQuery, type AccountView, findAccount, listAccounts } from '../accounts/accounts.views.ts';
import {
  type Eligibility,
  type EligibleQuery,
  type EligibleView,
  eligibilityOf,
  eligibleView,
  trialsOf,
  triedAccounts,
} from '../accounts/eligibility.ts';
import type { LicenseQuery } from '../accounts/licenses.query.ts';
import { type LicenseView, listLicenses } from '../accounts/licenses.views.ts';
import { type PaidFor, paidFor } from '../accounts/paid-accounts.views.ts';
import { csvColumns, csvHeader } from '../event-log/event-log.csv.ts';
import { exportedLines } from '../event-log/event-log.export.ts';
import { type EventQuery, orderOf } from '../event-log/event-log.query.ts';
import { type EventListPage, listEvents } from '../event-log/event-log.views.ts';
import { LedgerPrograms } from '../ledger.programs.ts';
import { findTransfer, listTransfers, type TransferQuery, type TransferView } from './journals.views.ts';
import { LedgerCommands } from './ledger.commands.ts';

/** What the ledger shows: accounts, their licenses, transfers, the event log. */
@Controller('api')
export class LedgerController {
  private keys?: CodeKeys;

  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
    private readonly programs: LedgerPrograms,
    private readonly commands: LedgerCommands,
  ) {}

  @Get('accounts')
  async accounts(
    @SignedIn() person: Person,
    @Query() query: AccountQuery & EligibleQuery,
  ): Promise<Page<AccountView & { readonly may: AccountRights } & Partial<EligibleView>>> {
    const asked = eligibilityOf(query);
    const visible = await this.access.visibleTo(person);
    if (asked) await this.see(person, asked.other);
    if (asked && pageSize(query.limit) > triedAccounts) {
      const message = `limit is at most ${triedAccounts} with eligibleFor`;
      throw wrongParameter('limit', { message, limit: String(triedAccounts), actual: String(pageSize(query.limit)) });
    }
    const listed = await listAccounts(this.database.sql, visible, this.now(), query);
    const page = { ...listed, items: await withRights(this.access, person, listed.items) };
    return asked ? { ...page, items: await this.withEligibility(person, asked, page.items) } : page;
  }

  /** T8: each account with what a preview says of it, rule by rule. */
  private async withEligibility<View extends AccountView>(
    person: Person,
    asked: Eligibility,
    accounts: readonly View[],
  ) {
    const trials = await trialsOf(
      this.database.sql,
      asked,
      accounts.map(({ accountId }) => accountId),
    );
    const answers = await this.commands.previewEach(person, trials);
    const found = Map.groupBy(answers.keys(), (index) => trials[index]?.accountId);
    return accounts.map((account) => {
      const { accountId } = account;
      const violations = (found.get(accountId) ?? []).map((index) => answers[index]?.violations ?? []);
      return { ...account, ...eligibleView(asked.side === 'from' ? asked.other : accountId, violations) };
    });
  }

  @Get('accounts/:accountId')
  async account(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
  ): Promise<AccountView & PaidFor & { readonly may: AccountRights }> {
    const visible = await this.see(person, accountId);
    const account = await findAccount(this.database.sql, accountId, this.now());
    const [found] = account ? await withRights(this.access, person, [account]) : [];
    if (!found) throw notFound(`account ${accountId}`);
    return { ...found, ...(await paidFor(this.database.sql, visible, found)) };
  }

  /** Licenses in the order of their end, unless another is asked for; `hideNonTransferable=true` leaves out by L4 (M7). */
  @Get('accounts/:accountId/licenses')
  async licenses(
    @SignedIn() person: Person,
    @Param('accountId') accountId: string,
    @Query() query: LicenseQuery,
  ): Promise<Page<LicenseView>> {
    const visible = await this.see(person, accountId);
    const reader = { programs: this.programs.byName, visible, codeOf: (lot: Lot) => this.codeOf(lot) };
    return await listLicenses(this.database.sql, reader, accountId, this.now(), query);
  }

  @Get('transfers')
  async transfers(@SignedIn() person: Person, @Query() query: TransferQuery): Promise<Page<TransferView>> {
    return await listTransfers(this.database.sql, await this.access.visibleTo(person), query);
  }

  @Get('transfers/:transferId')
  async transfer(@SignedIn() person: Person, @Param('transferId') transferId: string): Promise<TransferView> {
    const found = await findTransfer(this.database.sql, transferId, await this.access.visibleTo(person));
    if (!found) throw notFound(`transfer ${transferId}`);
    return found;
  }

  @Get('event-log')
  async events(@SignedIn() person: Person, @Query() query: EventQuery): Promise<EventListPage> {
    return await listEvents(this.database.sql, await this.access.visibleTo(person), query);
  }

  /** The export (D8): `columns`, `search`, `sort` and `account` are the current view's; without them, all there is. */
  @Get('event-log.csv')
  @Header('cache-control', 'no-store')
  async csv(@SignedIn() person: Person, @Query() query: EventQuery & { columns?: string }): Promise<StreamableFile> {
    const visible = await this.access.visibleTo(person);
    const names = csvColumns(query.columns);
    orderOf(query.sort);
    const { database } = this;
    async function* lines() {
      // At once: to sort a large log takes a while (R17).
      yield csvHeader(names);
      yield* exportedLines(database, visible, query, names);
    }
    const disposition = 'attachment; filename="event-log.csv"';
    return new StreamableFile(Readable.from(lines()), { type: 'text/csv; charset=utf-8', disposition });
  }

  private now(): string {
    return this.process.now().toISOString();
  }

  private async see(person: Person, accountId: string): Promise<Visible> {
    const visible = await this.access.visibleTo(person);
    if (!maySee(visible, [accountId])) throw notFound(`account ${accountId}`);
    return visible;
  }

  // A code that was sealed with another key is not shown; the rest of the list is.
  private codeOf({ entitlementId, sealedActivationCode }: Lot): string | undefined {
    if (entitlementId === undefined || sealedActivationCode === undefined) return undefined;
    this.keys ??= loadCodeKeys(this.process.settings.codeKeyFile);
    try {
      return openSealedCode(this.keys, entitlementId, sealedActivationCode);
    } catch (error) {
      this.process.log.warn({ err: error, entitlementId }, 'an activation code cannot be opened');
      return undefined;
    }
  }
}

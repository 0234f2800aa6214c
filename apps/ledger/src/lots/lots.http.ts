import { Controller, Get, Param, Query } from '@nestjs/common';
import { Access } from '#runtime/http/access/access.ts';
import type { Person } from '#runtime/http/access/auth.ts';
import { SignedIn } from '#runtime/http/auth.guard.ts';
import { type Hits, soughtText } from '#runtime/http/lists/search.ts';
import type { Page } from '#runtime/http/paging.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
import { Database } from '#runtime/postgres/database.ts';
import { ProcessContext } from '#runtime/process/process.context.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { listEnds, type MonthOfEnds } from './ends.views.ts';
import { type FlowQuery, type FlowView, listFlows } from './flows.views.ts';
import { findLot, type LotJournalView, type LotView, listLotHistory } from './lots.views.ts';
import { searchLedger } from './search.views.ts';
import { listStock, type StockQuery, type StockView } from './stock.views.ts';

/** Lots, stock and what flowed between accounts (S, M). */
@Controller('api')
export class LotsController {
  constructor(
    private readonly process: ProcessContext,
    private readonly database: Database,
    private readonly access: Access,
  ) {}

  @Get('lots/:lotId')
  async lot(@SignedIn() person: Person, @Param('lotId') lotId: string): Promise<LotView> {
    const found = await findLot(this.database.sql, await this.access.visibleTo(person), lotId);
    if (!found) throw notFound(`lot ${lotId}`);
    return found;
  }

  /** Every journal of the lot, the newest first. */
  @Get('lots/:lotId/history')
  async history(
    @SignedIn() person: Person,
    @Param('lotId') lotId: string,
    @Query() query: ListQuery,
  ): Promise<Page<LotJournalView>> {
    const found = await listLotHistory(this.database.sql, await this.access.visibleTo(person), lotId, query);
    if (!found) throw notFound(`lot ${lotId}`);
    return found;
  }

  /** Stock of all accounts of the person's, what ends first at the front. */
  @Get('stock')
  async stock(@SignedIn() person: Person, @Query() query: StockQuery): Promise<Page<StockView>> {
    const visible = await this.access.visibleTo(person);
    return await listStock(this.database.sql, visible, this.process.now().toISOString(), query);
  }

  /** Accounts by a part of name or id; lots, transfers and cases by their whole id. */
  @Get('search/ledger')
  async search(@SignedIn() person: Person, @Query('q') q?: string): Promise<Hits> {
    const sought = soughtText(q);
    return { items: await searchLedger(this.database.sql, await this.access.visibleTo(person), sought) };
  }

  /** How many licenses end in each of the next months. */
  @Get('ends')
  async ends(
    @SignedIn() person: Person,
    @Query('account') account?: string,
  ): Promise<{ readonly items: readonly MonthOfEnds[] }> {
    const visible = await this.access.visibleTo(person);
    return { items: await listEnds(this.database.sql, visible, this.process.now().toISOString(), account) };
  }

  @Get('flows')
  async flows(@SignedIn() person: Person, @Query() query: FlowQuery): Promise<Page<FlowView>> {
    return await listFlows(this.database.sql, await this.access.visibleTo(person), query);
  }
}

import { Controller, Get, Query } from '@nestjs/common';
import { type Page, pageOfAll } from '#runtime/http/paging.ts';
import type { ListQuery } from '../accounts/accounts.views.ts';
import { LedgerPrograms } from '../ledger.programs.ts';
import { type ProgramView, programViews, type RuleView, ruleViews } from './programs.views.ts';

/** The rules that requests for licenses are held to, as data (L10, L12): for everybody who is signed in. */
@Controller('api')
export class ProgramsController {
  constructor(private readonly programs: LedgerPrograms) {}

  @Get('programs')
  list(@Query() query: ListQuery): Page<ProgramView> {
    return pageOfAll(programViews(this.programs.byName), query, ({ name }) => name);
  }

  @Get('rules')
  rules(@Query() query: ListQuery): Page<RuleView> {
    return pageOfAll(ruleViews(this.programs.byName), query, ({ code }) => code);
  }
}

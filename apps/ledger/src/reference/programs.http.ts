import { Controller, Get, Param, Query } from '@nestjs/common';
import { type Page, pageOfAll } from '#runtime/http/paging.ts';
import { notFound } from '#runtime/http/problem.filter.ts';
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

  /** One rule, by its code in any case. */
  @Get('rules/:code')
  rule(@Param('code') code: string): RuleView {
    const found = ruleViews(this.programs.byName).find((rule) => rule.code === code.toUpperCase());
    if (!found) throw notFound(`rule ${code}`);
    return found;
  }
}

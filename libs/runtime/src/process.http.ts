import { Controller, Get, Header, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Public, SignedIn } from './auth.guard.ts';
import type { Person } from './auth.ts';
import type { DeadLetterBox } from './dead-letter-box.ts';
import type { DeadLetterView } from './dead-letters.ts';
import { pageSize } from './paging.ts';
import { forbidden, notFound, Problem } from './problem.filter.ts';
import { ProcessContext } from './process.context.ts';

/** Longer than any wait for a broker or a database that comes back. */
const stalledAfterMilliseconds = 300_000;

/** What every process answers, whichever services are in it. */
@Controller()
export class ProcessController {
  constructor(private readonly process: ProcessContext) {}

  /** Alive: every loop of the process still turns; 503 when one has stood still for minutes, whatever the reason. */
  @Public()
  @Get('health/live')
  live(@Res({ passthrough: true }) reply: FastifyReply): { status: string; stalled: string[] } {
    const stalled = [...this.process.liveness]
      .filter(([, idle]) => idle() > stalledAfterMilliseconds)
      .map(([name]) => name);
    if (stalled.length > 0) void reply.status(503);
    return { status: stalled.length > 0 ? 'stalled' : 'ok', stalled };
  }

  /** Ready: every database answers and the broker is connected; otherwise 503 and what is missing. */
  @Public()
  @Get('health/ready')
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<{ status: string; missing: string[] }> {
    const missing: string[] = [];
    for (const [name, check] of this.process.readiness) {
      const trouble = await check();
      if (trouble !== undefined) missing.push(`${name}: ${trouble}`);
    }
    if (missing.length > 0) void reply.status(503);
    return { status: missing.length > 0 ? 'waiting' : 'ok', missing };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(): Promise<string> {
    await Promise.all(this.process.scrapes.map((scrape) => scrape()));
    return await this.process.metrics.registry.metrics();
  }

  /** Dead letters of the services in this process (O5, P7); operators only. */
  @Get('api/dead-letters')
  async deadLetters(
    @SignedIn() person: Person,
    @Query('service') service?: string,
    @Query('cursor') cursor?: string,
    @Query('limit') limit?: string,
  ): Promise<{ items: DeadLetterView[]; nextCursor: string | null }> {
    const boxes = await this.boxesFor(person);
    const size = pageSize(limit);
    const [atService = boxes[0]?.service ?? '', after = '0'] = cursor?.split('-') ?? [];
    const items: DeadLetterView[] = [];
    const from = boxes.findIndex((box) => box.service === atService);
    for (const box of boxes.slice(Math.max(from, 0))) {
      if (service !== undefined && box.service !== service) continue;
      if (items.length >= size) break;
      items.push(
        ...(await box.list(box.service === atService && /^\d+$/.test(after) ? after : '0', size - items.length)),
      );
    }
    return { items, nextCursor: items.length === size ? (items.at(-1)?.id ?? null) : null };
  }

  /** Processes a dead letter again; 422 with the reason when it fails again. */
  @Post('api/dead-letters/:id/replay')
  @HttpCode(200)
  async replay(@SignedIn() person: Person, @Param('id') id: string): Promise<{ id: string; replayed: true }> {
    const [service, number = ''] = id.split('-');
    const box = (await this.boxesFor(person)).find((candidate) => candidate.service === service);
    const done = box && /^\d{1,18}$/.test(number) ? await box.replay(number) : undefined;
    if (done === undefined) throw notFound(`dead letter ${id}`);
    if (!done) throw new Problem(422, 'Refused', 'it failed again; the list says why');
    return { id, replayed: true };
  }

  private async boxesFor(person: Person): Promise<readonly DeadLetterBox[]> {
    const boxes = [...this.process.deadLetterBoxes].sort((a, b) => (a.service < b.service ? -1 : 1));
    const [first] = boxes;
    if (!first || !(await first.access.isOperator(person))) throw forbidden('only operators see dead letters');
    return boxes;
  }
}

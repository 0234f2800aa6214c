import { Readable } from 'node:stream';
import { Body, Controller, Get, Header, HttpCode, Param, Post, Query, Res, StreamableFile } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { deadLetterSettlement } from '#contracts/http/http-process.ts';
import type { Person } from '../http/access/auth.ts';
import { Public, SignedIn } from '../http/auth.guard.ts';
import { bodyOf } from '../http/body.ts';
import { type DeadLetterBox, pageOfBoxes } from '../http/dead-letter-box.ts';
import type { DeadLetterHead, DeadLetterView } from '../http/dead-letter-views.ts';
import type { Page } from '../http/paging.ts';
import { forbidden, notFound, Problem } from '../http/problem.filter.ts';
import { metricsText } from './metrics-server.ts';
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

  /**
   * Ready: every database answers and the broker is connected; otherwise 503 and what is missing. Ready and `degraded`: something works
   * badly that another process would not do better, as when the mail server takes no mail from us (F9).
   */
  @Public()
  @Get('health/ready')
  async ready(
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<{ status: string; missing: string[]; warnings: string[] }> {
    const missing: string[] = [];
    for (const [name, check] of this.process.readiness) {
      const trouble = await check();
      if (trouble !== undefined) missing.push(`${name}: ${trouble}`);
    }
    const warnings = [...this.process.warnings].flatMap(([name, warning]) => {
      const words = warning();
      return words === undefined ? [] : [`${name}: ${words}`];
    });
    if (missing.length > 0) void reply.status(503);
    const degraded = warnings.length > 0 ? 'degraded' : 'ok';
    return { status: missing.length > 0 ? 'waiting' : degraded, missing, warnings };
  }

  @Get('metrics')
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  async metrics(): Promise<string> {
    return await metricsText(this.process);
  }

  /** Heads of the dead letters of the services in this process (O5, P7, R16); operators only. */
  @Get('api/dead-letters')
  async deadLetters(
    @SignedIn() person: Person,
    @Query('service') service?: string,
    @Query('cursor') cursor?: string,
    @Query('limit') limit?: string,
    @Query('state') state?: string,
  ): Promise<Page<DeadLetterHead>> {
    return await pageOfBoxes(await this.boxesFor(person), { service, cursor, limit, state });
  }

  /** One dead letter with its headers and its whole error. */
  @Get('api/dead-letters/:id')
  async deadLetter(@SignedIn() person: Person, @Param('id') id: string): Promise<DeadLetterView> {
    return (await this.letterOf(person, id)).letter;
  }

  /** The bytes of a dead letter as they came, in pieces: as a download, since nobody knows what is in them. */
  @Get('api/dead-letters/:id/content')
  async content(@SignedIn() person: Person, @Param('id') id: string): Promise<StreamableFile> {
    const { box, number, letter } = await this.letterOf(person, id);
    return new StreamableFile(Readable.from(box.bytes(number)), {
      type: 'application/octet-stream',
      disposition: `attachment; filename="dead-letter-${id}"`,
      length: letter.size ?? 0,
    });
  }

  /** Processes a dead letter again; 422 with the reason when it fails again. */
  @Post('api/dead-letters/:id/replay')
  @HttpCode(200)
  async replay(@SignedIn() person: Person, @Param('id') id: string): Promise<{ id: string; replayed: true }> {
    const { box, number } = await this.boxOf(person, id);
    const done = await box.replay(number);
    if (done === undefined) throw notFound(`dead letter ${id}`);
    if (!done) throw new Problem(422, 'Refused', 'it failed again; the list says why');
    return { id, replayed: true };
  }

  /** Says that nothing is to become of a dead letter: it leaves the list, and stays kept with who, when and why. */
  @Post('api/dead-letters/:id/settle')
  @HttpCode(200)
  async settle(
    @SignedIn() person: Person,
    @Param('id') id: string,
    @Body() body: unknown,
  ): Promise<{ id: string; settled: true }> {
    const { box, number } = await this.boxOf(person, id);
    const { reason } = bodyOf(deadLetterSettlement, body);
    if (!(await box.settle(number, { by: person.email, reason }))) throw notFound(`dead letter ${id} that is open`);
    return { id, settled: true };
  }

  private async letterOf(person: Person, id: string) {
    // To anybody else there is none, as with everything that is read by its id.
    const found = (await this.isOperator(person)) ? await this.boxOf(person, id) : undefined;
    const letter = await found?.box.find(found.number);
    if (!found || !letter) throw notFound(`dead letter ${id}`);
    return { ...found, letter };
  }

  private async boxOf(person: Person, id: string): Promise<{ box: DeadLetterBox; number: string }> {
    const [, service, number = ''] = /^(\w+)-(\d{1,18})$/.exec(id) ?? [];
    const box = (await this.boxesFor(person)).find((candidate) => candidate.service === service);
    if (!box) throw notFound(`dead letter ${id}`);
    return { box, number };
  }

  private async boxesFor(person: Person): Promise<readonly DeadLetterBox[]> {
    if (!(await this.isOperator(person))) throw forbidden('only operators see dead letters');
    return [...this.process.deadLetterBoxes].sort((a, b) => (a.service < b.service ? -1 : 1));
  }

  private async isOperator(person: Person): Promise<boolean> {
    return (await this.process.deadLetterBoxes[0]?.access.isOperator(person)) === true;
  }
}

import { Body, Controller, Get, HttpCode, Post, Query } from '@nestjs/common';
import { deadLetterReplay } from '#contracts/http/http-dead-letters.ts';
import type { Person } from '../http/access/auth.ts';
import { SignedIn } from '../http/auth.guard.ts';
import { bodyOf } from '../http/body.ts';
import type { DeadLetterBox } from '../http/dead-letter-box.ts';
import type { DeadLetterCount } from '../http/dead-letter-views.ts';
import { forbidden } from '../http/problem.filter.ts';
import { ProcessContext } from './process.context.ts';

/** So many are replayed by one request at most. */
const atOnce = 200;

interface Replayed {
  readonly replayed: readonly string[];
  /** Those that failed again, or that are not open here. */
  readonly failed: readonly { readonly id: string; readonly error: string }[];
  /** Whether there are more that are alike. */
  readonly more: boolean;
}

/** Dead letters of the services in this process, many at a time (O5, P7); operators only. */
@Controller('api/dead-letters')
export class DeadLettersController {
  constructor(private readonly process: ProcessContext) {}

  @Get('counts')
  async counts(
    @SignedIn() person: Person,
    @Query('service') service?: string,
  ): Promise<{ services: { service: string; open: number; causes: DeadLetterCount[] }[] }> {
    const boxes = (await this.boxesFor(person)).filter((box) => service === undefined || box.service === service);
    const services = [];
    for (const box of boxes) {
      services.push({ service: box.service, open: await box.count(), causes: await box.causes() });
    }
    return { services };
  }

  /** Processes some again, oldest first: those that are named, or those that are alike. */
  @Post('replay')
  @HttpCode(200)
  async replay(
    @SignedIn() person: Person,
    @Body() body: unknown,
    @Query('service') service?: string,
  ): Promise<Replayed> {
    const boxes = (await this.boxesFor(person)).filter((box) => service === undefined || box.service === service);
    const { ids, topic, cause } = bodyOf(deadLetterReplay, body);
    const found = ids ?? (await likeIds(boxes, { topic, cause }));
    const replayed: string[] = [];
    const failed: { id: string; error: string }[] = [];
    for (const id of found.slice(0, atOnce)) {
      const error = await replayOne(boxes, id);
      if (error === undefined) replayed.push(id);
      else failed.push({ id, error });
    }
    return { replayed, failed, more: found.length > atOnce };
  }

  private async boxesFor(person: Person): Promise<readonly DeadLetterBox[]> {
    const boxes = [...this.process.deadLetterBoxes].sort((a, b) => (a.service < b.service ? -1 : 1));
    if ((await boxes[0]?.access.isOperator(person)) !== true) throw forbidden('only operators see dead letters');
    return boxes;
  }
}

async function likeIds(
  boxes: readonly DeadLetterBox[],
  like: { readonly topic?: string; readonly cause?: string },
): Promise<string[]> {
  const found: string[] = [];
  for (const box of boxes) {
    const numbers = await box.alike(like, atOnce + 1 - found.length);
    found.push(...numbers.map((number) => `${box.service}-${number}`));
    if (found.length > atOnce) break;
  }
  return found;
}

/** @returns why it failed; undefined when it went through */
async function replayOne(boxes: readonly DeadLetterBox[], id: string): Promise<string | undefined> {
  const [, service, number = ''] = /^(\w+)-(\d{1,18})$/.exec(id) ?? [];
  const box = boxes.find((candidate) => candidate.service === service);
  const done = await box?.replay(number);
  if (done === true) return undefined;
  if (done === undefined) return `there is no dead letter ${id} that is open`;
  return (await box?.find(number))?.error ?? 'it failed again';
}

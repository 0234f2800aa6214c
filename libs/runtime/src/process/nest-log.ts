import type { LoggerService } from '@nestjs/common';
import type { Log } from '../environment/log.ts';

/** Nest says of what keeps it from starting what the process then says itself, in words. */
const repeated = ['ExceptionHandler', 'NestApplication'];

/** Nest's own words go into the process's log: warnings and errors as such, the rest for debugging. */
export class NestLog implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: string): void {
    this.target.debug({ context }, String(message));
  }

  warn(message: unknown, context?: string): void {
    this.target.warn({ context }, String(message));
  }

  error(message: unknown, stack?: string, context?: string): void {
    if (repeated.includes(context ?? '')) this.target.debug({ context, stack }, String(message));
    else this.target.error({ context, stack }, String(message));
  }
}

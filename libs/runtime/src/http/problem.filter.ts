import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { throwError } from 'rxjs';
import { firstViolations, type Violation } from '#domain/values/violation.ts';
import type { Log } from '../environment/log.ts';
import { failureKind } from '../slices/failures.ts';
import { NotSignedIn } from './access/auth.ts';

/** A violation as problem documents carry it. */
type ViolationLike = Pick<Violation, 'code' | 'path' | 'message'>;

/** An answer other than success, as RFC 9457 has it: thrown by controllers, written by {@link ProblemFilter}. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly detail: string,
    readonly violations: readonly ViolationLike[] = [],
  ) {
    super(detail);
  }
}

/** Somebody asks for more of something than is answered in a minute; `seconds` until there is more. */
export class TooManyRequests extends Problem {
  constructor(
    what: string,
    readonly seconds: number,
  ) {
    super(429, 'Too many', `too many ${what} in a minute; go on in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`);
  }
}

/** Nothing of that name, or nothing that the person may know of: the two look the same from outside. */
export function notFound(what: string): Problem {
  return new Problem(404, 'Not found', `there is no ${what} that you can see`);
}

/** The person is known and may not do this. */
export function forbidden(detail: string): Problem {
  return new Problem(403, 'Not allowed', detail);
}

/** The request says nothing that can be done, as it is written: 400, and in words what would be right. */
export function notUnderstood(detail: string): Problem {
  return new Problem(400, 'Not understood', detail);
}

/** A parameter in the address has a value that nothing can be done with: 400, with what would be right. */
export function wrongParameter(path: string, told: Omit<Violation, 'code' | 'path'>): Problem {
  const violation = { code: 'WRONG_PARAMETER', path, ...told };
  return new Problem(400, 'Not understood', [told.message, told.remedy].filter(Boolean).join('; '), [violation]);
}

/** What was asked for breaks rules: 422 with every violation, and all of them in words. */
export function rulesBroken(violations: readonly ViolationLike[]): Problem {
  const told = firstViolations(violations);
  return new Problem(422, 'Refused', told.map(({ message }) => message).join('; '), told);
}

/** Every error of HTTP becomes problem+json: never a stack trace, and what went wrong inside is only in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(error: unknown, host: ArgumentsHost): unknown {
    // Batches of messages: the transport decides what becomes of an error.
    if (host.getType() === 'rpc') return throwError(() => error);
    const http = host.switchToHttp();
    const reply = http.getResponse<FastifyReply>();
    const request = http.getRequest<FastifyRequest>();
    const problem = problemOf(error, request, this.log);
    // Where a password is asked for, the controller has said so.
    if (problem.status === 401 && !reply.hasHeader('www-authenticate')) void reply.header('www-authenticate', 'Bearer');
    if (problem instanceof TooManyRequests) void reply.header('retry-after', String(problem.seconds));
    return sendProblem(reply, problem);
  }
}

/** What people are told of an error; what went wrong inside is only in the log. */
export function problemOf(error: unknown, request: FastifyRequest, log: Log): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof NotSignedIn) return new Problem(401, 'Not signed in', error.message);
  const status = error instanceof HttpException ? error.getStatus() : (error as { statusCode?: unknown }).statusCode;
  if (status === 415) return new Problem(415, titleOf(415), 'send the body as application/json');
  if (typeof status === 'number' && status >= 400 && status < 500) {
    return new Problem(status, titleOf(status), (error as Error).message);
  }
  log.error({ err: error, method: request.method, url: request.url, requestId: request.id }, 'a request failed');
  if (failureKind(error) === 'unavailable') {
    return new Problem(503, 'Not available', 'the database cannot be reached at the moment; try again');
  }
  return new Problem(500, 'Failed', `something went wrong here; the log names request ${request.id}`);
}

/** Answers with a problem document. */
export function sendProblem(reply: FastifyReply, { status, title, message, violations }: Problem): FastifyReply {
  const instance = reply.request.url;
  return reply
    .status(status)
    .header('content-type', 'application/problem+json; charset=utf-8')
    .send({
      type: 'about:blank',
      title,
      status,
      detail: message,
      instance,
      ...(violations.length > 0 && { violations }),
    });
}

function titleOf(status: number): string {
  const titles: Record<number, string> = {
    400: 'Not understood',
    404: 'Not found',
    405: 'Not allowed',
    413: 'Too large',
    415: 'Not this kind of content',
  };
  return titles[status] ?? 'Refused';
}

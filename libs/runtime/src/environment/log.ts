import pino from 'pino';
import { isTracing, traceId } from './tracing/spans.ts';

/**
 * JSON lines on stdout, one object an event. What could give somebody access never gets into them: bearer tokens,
 * passcodes and activation codes are cut out wherever they stand.
 */
export type Log = pino.Logger;

/** The root log of a process. */
export function createLog(level: string): Log {
  return pino({
    level,
    base: undefined,
    timestamp: pino.stdTimeFunctions.isoTime,
    // Leads from a line to its trace, and back.
    mixin: () => (isTracing() ? { traceId: traceId() } : {}),
    formatters: { level: (label) => ({ level: label }) },
    redact: {
      paths: ['authorization', '*.authorization', 'passcode', '*.passcode', 'activationCode', '*.activationCode'],
      censor: '[hidden]',
    },
  });
}

import { createRequire } from 'node:module';
import pino from 'pino';
import { isTracing, traceId } from './tracing/spans.ts';

/**
 * JSON lines on stdout, one object an event; on a terminal lines for people, where the package for that is installed. What could give
 * somebody access never gets into them: bearer tokens, passcodes and activation codes are cut out wherever they stand.
 */
export type Log = pino.Logger;

/** The root log of a process. */
export function createLog(level: string): Log {
  const options: pino.LoggerOptions = {
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
  };
  const readable = process.stdout.isTTY ? linesForPeople() : undefined;
  return readable ? pino(options, readable) : pino(options);
}

// A development dependency: the image has none of it, and writes JSON on a terminal too.
function linesForPeople(): pino.DestinationStream | undefined {
  try {
    const pretty = createRequire(import.meta.url)('pino-pretty') as (options: object) => pino.DestinationStream;
    return pretty({ colorize: true, translateTime: 'UTC:HH:MM:ss.l', singleLine: true });
  } catch {
    return undefined;
  }
}

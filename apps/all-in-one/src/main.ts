import 'reflect-metadata';
import { readSettings } from '#runtime/environment/settings.ts';
import { endOnSignal, endWithReason, startProcess } from '#runtime/process/process.ts';
import { servicesNamed } from './services.ts';

/** `npm start`: everything in one process; `npm start -- intake ledger`: those services alone. */
try {
  const settings = readSettings(process.env);
  const running = await startProcess({ settings, services: servicesNamed(process.argv.slice(2)) });
  running.context.log.info({ url: running.url }, 'started');
  if (!settings.openId) {
    running.context.log.info('a token for the API: npm run token -- you@example.com');
  }
  endOnSignal(running);
} catch (error) {
  endWithReason(error);
}

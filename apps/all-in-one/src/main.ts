import 'reflect-metadata';
import { endOnSignal, endWithReason, settingsOf, startProcess } from '#runtime/process/process.ts';
import { servicesNamed } from './services.ts';

/** `npm start`: everything in one process; `npm start -- intake ledger`: those services alone. */
try {
  const services = servicesNamed(process.argv.slice(2));
  const settings = settingsOf(services, process.env);
  const running = await startProcess({ settings, services });
  running.context.log.info({ url: running.url }, 'started');
  if (!settings.openId) {
    running.context.log.info('a token for the API: npm run token -- you@example.com');
    running.context.log.info('a password for the portal: npm run set-password -- you@example.com');
  }
  endOnSignal(running);
} catch (error) {
  endWithReason(error);
}

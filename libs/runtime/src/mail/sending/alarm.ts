import type { Log } from '#runtime/environment/log.ts';
import type { Metrics } from '#runtime/environment/metrics.ts';
import type { ServerAnswer } from '../mail-delivery.ts';

/**
 * Says loudly, once an attempt, that a server takes no mail from us (F9): an error in the log, and outcome `refused-us` of
 * `seatwright_mails_total` for an alert. The mail waits until an operator mends the password, the relay or the policy.
 */
export function raiseRefusalOfUs(
  answers: readonly ServerAnswer[],
  about: Readonly<Record<string, unknown>>,
  { log, metrics }: { readonly log: Log; readonly metrics: Metrics },
): void {
  const refused = answers.filter(({ verdict }) => verdict === 'refused-us');
  const [first] = refused;
  if (!first) return;
  metrics.mails.inc({ outcome: 'refused-us' });
  log.error(
    { ...about, addresses: refused.length, answer: first.text },
    'the mail server takes no mail from us: check the password, the relay and the policy; the mail waits',
  );
}

import fc from '../../../../test/support/properties.ts';
import { addressesToTry, afterAttempt, type Delivery, giveUpAfterDays, waitSecondsAfter } from './mail-delivery.ts';
import { type SmtpStep, type SmtpVerdict, smtpVerdict } from './smtp-verdict.ts';

const queuedAt = '2026-11-21T09:30:00.000Z';
const soon = '2026-11-21T09:30:01.000Z';
const muchLater = '2026-11-25T09:30:00.000Z';

function claimed(addresses: readonly string[], attempts = 1): Delivery {
  const recipients = addresses.map((address) => ({ address, state: 'waiting' as const }));
  return { state: 'claimed', recipients, attempts, queuedAt };
}

const says = (address: string, verdict: SmtpVerdict, text = verdict as string) => ({ address, verdict, text });

describe('delivery', () => {
  test.each<[SmtpStep, number | undefined, SmtpVerdict]>([
    ['DATA', 250, 'accepted'],
    ['RCPT TO', 251, 'accepted'],
    ['RCPT TO', 450, 'refused-for-now'],
    ['DATA', 451, 'refused-for-now'],
    ['session', 421, 'refused-for-now'],
    ['RCPT TO', 550, 'refused-for-good'],
    ['MAIL FROM', 553, 'refused-for-good'],
    ['DATA', 554, 'refused-for-good'],
    ['RCPT TO', 552, 'refused-for-now'],
    ['session', 535, 'refused-for-now'],
    ['session', 554, 'refused-for-now'],
    ['session', undefined, 'unreachable'],
    ['RCPT TO', undefined, 'unreachable'],
    ['DATA', undefined, 'doubtful'],
  ])('F8 at %s the answer %s is %s', (step, code, verdict) => {
    expect(smtpVerdict(step, code)).toBe(verdict);
  });

  test('F8 waits grow: 1 s, 4 s, 15 s, 1 min, 5 min, 15 min, then every hour', () => {
    const waits = [1, 2, 3, 4, 5, 6, 7, 8, 500].map((attempts) => waitSecondsAfter(attempts, true));
    expect(waits).toEqual([1, 4, 15, 60, 300, 900, 3600, 3600, 3600]);
    expect(waitSecondsAfter(9, false)).toBe(60);
  });

  test('F8 accepted by all: sent, nothing is tried again', () => {
    const result = afterAttempt(
      claimed(['a@x', 'b@x']),
      [says('a@x', 'accepted', '250 ok'), says('b@x', 'accepted')],
      soon,
    );
    expect(result.delivery.state).toBe('sent');
    expect(result.events).toEqual([{ type: 'MailSent', to: ['a@x', 'b@x'], answer: '250 ok' }]);
    expect(result.waitSeconds).toBeUndefined();
  });

  test('F8 refused for good is per address: the others have their mail', () => {
    const result = afterAttempt(
      claimed(['a@x', 'b@x']),
      [says('a@x', 'refused-for-good', '550 no'), says('b@x', 'accepted')],
      soon,
    );
    expect(result.delivery.state).toBe('sent');
    expect(result.events).toContainEqual({ type: 'MailUndeliverable', address: 'a@x', reason: '550 no' });
  });

  test('F8 refused for now is tried again for those addresses alone', () => {
    const result = afterAttempt(
      claimed(['a@x', 'b@x']),
      [says('a@x', 'refused-for-now'), says('b@x', 'accepted')],
      soon,
    );
    expect(result.delivery.state).toBe('waiting');
    expect(result.waitSeconds).toBe(1);
    expect(addressesToTry(result.delivery)).toEqual(['a@x']);
    expect(result.events).toEqual([{ type: 'MailSent', to: ['b@x'], answer: 'accepted' }]);
  });

  test('F8 refused for good by all: undeliverable', () => {
    const result = afterAttempt(claimed(['a@x']), [says('a@x', 'refused-for-good')], soon);
    expect(result.delivery.state).toBe('undeliverable');
  });

  test(`F8 after ${giveUpAfterDays} days it is given up, with the last reason`, () => {
    const result = afterAttempt(claimed(['a@x'], 90), [says('a@x', 'unreachable', 'ECONNREFUSED')], muchLater);
    expect(result.delivery.state).toBe('undeliverable');
    expect(result.events).toEqual([
      { type: 'MailUndeliverable', address: 'a@x', reason: 'given up after 4 days: ECONNREFUSED' },
    ]);
  });

  test('F8 whatever a server answers: every address is accepted once, refused once or still tried', () => {
    const verdict = fc.constantFrom<SmtpVerdict>(
      'accepted',
      'refused-for-good',
      'refused-for-now',
      'unreachable',
      'doubtful',
    );
    const addresses = ['a@x', 'b@x', 'c@x'];
    fc.assert(
      fc.property(fc.array(fc.tuple(verdict, verdict, verdict), { maxLength: 12 }), (attempts) => {
        let delivery = claimed(addresses, 0);
        const done: string[] = [];
        for (const verdicts of attempts) {
          const tried = addressesToTry(delivery);
          const answers = addresses.flatMap((address, at) =>
            tried.includes(address) ? [says(address, verdicts[at] ?? 'unreachable')] : [],
          );
          const result = afterAttempt({ ...delivery, attempts: delivery.attempts + 1 }, answers, soon);
          for (const event of result.events) done.push(...(event.type === 'MailSent' ? event.to : [event.address]));
          delivery = result.delivery;
          expect(delivery.state === 'waiting').toBe(result.waitSeconds !== undefined);
          if (delivery.state !== 'waiting') break;
        }
        expect(new Set(done).size).toBe(done.length);
        expect([...done, ...addressesToTry(delivery)].sort()).toEqual(addresses);
      }),
    );
  });
});

import fc from '#test/support/samples/properties.ts';
import { addressesToTry, afterAttempt, giveUpAfterDays, type MailProgress, waitSecondsAfter } from './mail-delivery.ts';
import { type SmtpStep, type SmtpVerdict, smtpVerdict } from './smtp-verdict.ts';

const queuedAt = '2026-11-21T09:30:00.000Z';
const soon = '2026-11-21T09:30:01.000Z';
const muchLater = '2026-11-25T09:30:00.000Z';

function claimed(addresses: readonly string[], attempts = 1): MailProgress {
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
    ['MAIL FROM', 553, 'refused-us'],
    ['DATA', 554, 'refused-for-good'],
    ['RCPT TO', 552, 'refused-for-now'],
    ['session', 535, 'refused-us'],
    ['session', 554, 'refused-us'],
    ['session', undefined, 'unreachable'],
    ['RCPT TO', undefined, 'unreachable'],
    ['DATA', undefined, 'doubtful'],
  ])('F8 at %s the answer %s is %s', (step, code, verdict) => {
    expect(smtpVerdict(step, code)).toBe(verdict);
  });

  test.each<[SmtpStep, string, SmtpVerdict]>([
    ['session', '535 5.7.8 Error: authentication failed', 'refused-us'],
    ['session', '550 5.7.1 your network is blocked', 'refused-us'],
    ['session', '454 4.7.0 authentication is away for a moment', 'refused-for-now'],
    ['MAIL FROM', '530 5.7.0 Authentication required', 'refused-us'],
    ['MAIL FROM', '550 5.7.1 sender is not yours', 'refused-us'],
    ['MAIL FROM', '501 5.1.7 bad sender address', 'refused-us'],
    ['MAIL FROM', '503 5.5.1 AUTH first', 'refused-us'],
    ['MAIL FROM', '451 4.7.1 greylisted', 'refused-for-now'],
    ['RCPT TO', '554 5.7.1 <it@customer.example>: Relay access denied', 'refused-us'],
    ['RCPT TO', '550 relaying is not permitted', 'refused-us'],
    ['RCPT TO', '550 5.4.1 Relay Access Denied', 'refused-us'],
    ['RCPT TO', '550 5.7.1 refused by local policy', 'refused-us'],
    ['RCPT TO', '503 5.5.1 need AUTH before RCPT', 'refused-us'],
    ['RCPT TO', '530 Must issue a STARTTLS command first', 'refused-us'],
    ['RCPT TO', '534 5.7.9 mechanism is too weak', 'refused-us'],
    ['RCPT TO', '538 5.7.11 encryption required', 'refused-us'],
    ['RCPT TO', '550 5.1.8 <licenses@seatwright.example>: Sender address rejected', 'refused-us'],
    ['RCPT TO', '550-5.7.26 not authenticated\n550 5.7.26 see the manual', 'refused-us'],
    ['RCPT TO', '550 5.1.1 no such mailbox, by policy', 'refused-for-good'],
    ['RCPT TO', '550 <relay@customer.example>: no such user', 'refused-for-good'],
    ['RCPT TO', '550 no such user at relay.customer.example', 'refused-for-good'],
    ['RCPT TO', '550 5.7.133 authentication required for this group', 'refused-for-good'],
    ['RCPT TO', '553 5.1.3 bad address', 'refused-for-good'],
    ['RCPT TO', '550 5.2.1 mailbox disabled', 'refused-for-good'],
    ['RCPT TO', '552 5.2.2 mailbox full', 'refused-for-now'],
    ['DATA', '550 5.7.26 SPF and DKIM have failed', 'refused-us'],
    ['DATA', '530 5.7.0 Authentication required', 'refused-us'],
    ['DATA', '554 5.7.1 content is against our policy', 'refused-for-good'],
    ['DATA', '552 5.2.2 mailbox full', 'refused-for-good'],
  ])('F9 at %s the answer "%s" is %s', (step, response, verdict) => {
    expect(smtpVerdict(step, Number(response.slice(0, 3)), response)).toBe(verdict);
  });

  test.each<[SmtpStep, string]>([
    ['MAIL FROM', '552 message size exceeds fixed maximum message size'],
    ['MAIL FROM', '552 5.3.4 too big'],
    ['RCPT TO', '552 5.3.4 too big for this host'],
    ['DATA', '552 too much mail data'],
    ['DATA', '554 5.3.4 too big'],
    ['DATA', '552 5.2.3 length exceeds the mailbox limit'],
  ])('F9 at %s the answer "%s" is about the size', (step, response) => {
    expect(smtpVerdict(step, Number(response.slice(0, 3)), response)).toBe('too-large');
  });

  test('F9 what is refused because of us waits however old the mail is, and no address is to blame', () => {
    const result = afterAttempt(claimed(['a@x'], 90), [says('a@x', 'refused-us', '530 5.7.0 log in')], muchLater);
    expect(result.delivery).toMatchObject({
      state: 'waiting',
      recipients: [{ address: 'a@x', state: 'waiting', answer: '530 5.7.0 log in' }],
    });
    expect(result).toMatchObject({ events: [], waitSeconds: 3600 });
  });

  test('F9 a mail that is too large is undeliverable with the size as the reason', () => {
    const { events } = afterAttempt(claimed(['a@x']), [says('a@x', 'too-large', '552 5.3.4 too big')], soon);
    expect(events).toEqual([
      {
        type: 'MailUndeliverable',
        address: 'a@x',
        reason: 'the mail is larger than the server takes: 552 5.3.4 too big',
      },
    ]);
  });

  test('F9 a mail that can be divided makes nobody undeliverable by its size', () => {
    const answers = [says('a@x', 'too-large', '552 too big'), says('b@x', 'accepted'), says('c@x', 'refused-for-good')];
    const result = afterAttempt(claimed(['a@x', 'b@x', 'c@x']), answers, soon, { divisible: true });
    expect(result.delivery.recipients.map(({ state }) => state)).toEqual(['superseded', 'accepted', 'undeliverable']);
    expect(result.delivery.state).toBe('sent');
    expect(result.events.map(({ type }) => type)).toEqual(['MailSent', 'MailUndeliverable']);
    const alone = afterAttempt(claimed(['a@x']), [says('a@x', 'too-large')], soon, { divisible: true });
    expect(alone).toMatchObject({ delivery: { state: 'superseded' }, events: [] });
    expect(alone.waitSeconds).toBeUndefined();
  });

  test('F9 after days of refusals of us the days of the address begin anew', () => {
    const refused = afterAttempt(claimed(['a@x'], 90), [says('a@x', 'refused-us', '535 no')], muchLater);
    const busy = (now: string) => afterAttempt(refused.delivery, [says('a@x', 'refused-for-now', '450 busy')], now);
    expect(busy('2026-11-25T10:30:00.000Z')).toMatchObject({ events: [], waitSeconds: 3600 });
    expect(busy('2026-11-29T09:29:59.000Z').delivery.state).toBe('waiting');
    expect(busy('2026-11-29T09:30:00.000Z').delivery.state).toBe('undeliverable');
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
      'refused-us',
      'too-large',
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

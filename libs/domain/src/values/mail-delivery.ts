import type { Instant } from './calendar.ts';
import type { SmtpVerdict } from './smtp-verdict.ts';

/** What has become of one address of a mail. */
export interface Recipient {
  readonly address: string;
  readonly state: 'waiting' | 'accepted' | 'undeliverable';
  /** The server's last words about it, or why it could not be asked. */
  readonly answer?: string;
}

/**
 * A mail on its way (F8). `claimed` is written before anything is sent and says who is at it; a mail is `sent`
 * when no address waits and at least one was accepted, `undeliverable` when none was, `superseded` when a resend took its place.
 */
export interface Delivery {
  readonly state: 'waiting' | 'claimed' | 'sent' | 'undeliverable' | 'superseded';
  readonly recipients: readonly Recipient[];
  /** How often it was tried, the attempt at hand included. */
  readonly attempts: number;
  readonly queuedAt: Instant;
}

/** What the server said about one address in an attempt. */
export interface Answer {
  readonly address: string;
  readonly verdict: SmtpVerdict;
  readonly text: string;
}

export type DeliveryEvent =
  | { readonly type: 'MailSent'; readonly to: readonly string[]; readonly answer: string }
  | { readonly type: 'MailUndeliverable'; readonly address: string; readonly reason: string };

/** What follows from an attempt; `waitSeconds` is there when the mail is to be tried again. */
export interface AttemptResult {
  readonly delivery: Delivery;
  readonly events: readonly DeliveryEvent[];
  readonly waitSeconds?: number;
}

/** Growing waits after the first, second, … attempt in seconds; the last goes on (F8). */
const waitsSeconds = [1, 4, 15, 60, 300, 900, 3600];

/** While the server cannot be reached at all, nothing is gained by waiting longer than this for its return. */
const longestWaitForServerSeconds = 60;

/** A mail that still waits after this long is given up (RFC 5321, 4.5.4.1, asks for four to five days). */
export const giveUpAfterDays = 4;

/** How long to wait after an attempt that left addresses waiting: in seconds, by the number of attempts so far. */
export function waitSecondsAfter(attempts: number, serverAnswered: boolean): number {
  const wait = waitsSeconds[Math.min(Math.max(attempts, 1), waitsSeconds.length) - 1] ?? 0;
  return serverAnswered ? wait : Math.min(wait, longestWaitForServerSeconds);
}

/** The addresses that an attempt goes to: only those that still wait, so that nobody is mailed twice for another's sake (F8). */
export function addressesToTry(delivery: Delivery): string[] {
  return delivery.recipients.filter(({ state }) => state === 'waiting').map(({ address }) => address);
}

/**
 * Decides what an attempt came to, from the server's answers (F8): accepted addresses are done; those refused for good are
 * undeliverable, and so are, with that reason, those whose server finds the mail too large (F9); all others wait for the next
 * attempt, or are given up when the mail is too old. What is refused because of us waits however old it is: an operator mends it.
 */
export function afterAttempt(delivery: Delivery, answers: readonly Answer[], now: Instant): AttemptResult {
  const tooOld = Date.parse(now) - Date.parse(delivery.queuedAt) >= giveUpAfterDays * 86_400_000;
  const byAddress = new Map(answers.map((answer) => [answer.address, answer]));
  const recipients = delivery.recipients.map((recipient) =>
    answered(recipient, byAddress.get(recipient.address), tooOld),
  );
  const next: Delivery = { ...delivery, state: stateOf(recipients), recipients };
  const events = eventsOf(delivery.recipients, recipients);
  if (next.state !== 'waiting') return { delivery: next, events };
  const serverAnswered = answers.some(({ verdict }) => verdict !== 'unreachable' && verdict !== 'doubtful');
  return { delivery: next, events, waitSeconds: waitSecondsAfter(delivery.attempts, serverAnswered) };
}

function answered(recipient: Recipient, answer: Answer | undefined, tooOld: boolean): Recipient {
  if (recipient.state !== 'waiting' || !answer) return recipient;
  const { address, verdict, text } = answer;
  if (verdict === 'accepted') return { address, state: 'accepted', answer: text };
  if (verdict === 'refused-for-good') return { address, state: 'undeliverable', answer: text };
  // A mail is one piece, so that waiting would not make it smaller.
  if (verdict === 'too-large')
    return { address, state: 'undeliverable', answer: `the mail is larger than the server takes: ${text}` };
  return tooOld && verdict !== 'refused-us'
    ? { address, state: 'undeliverable', answer: `given up after ${giveUpAfterDays} days: ${text}` }
    : { address, state: 'waiting', answer: text };
}

function stateOf(recipients: readonly Recipient[]): Delivery['state'] {
  if (recipients.some(({ state }) => state === 'waiting')) return 'waiting';
  return recipients.some(({ state }) => state === 'accepted') ? 'sent' : 'undeliverable';
}

function eventsOf(before: readonly Recipient[], after: readonly Recipient[]): DeliveryEvent[] {
  const changed = after.filter(({ state }, index) => state !== before[index]?.state);
  const accepted = changed.filter(({ state }) => state === 'accepted');
  const sent: DeliveryEvent[] =
    accepted.length === 0
      ? []
      : [{ type: 'MailSent', to: accepted.map(({ address }) => address), answer: accepted[0]?.answer ?? '' }];
  const undeliverable = changed
    .filter(({ state }) => state === 'undeliverable')
    .map(({ address, answer }): DeliveryEvent => ({ type: 'MailUndeliverable', address, reason: answer ?? '' }));
  return [...sent, ...undeliverable];
}

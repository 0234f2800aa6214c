import type { Instant } from '#domain/values/calendar.ts';
import type { SmtpVerdict } from './smtp-verdict.ts';

/** What has become of one address of a mail; `superseded`: it gets the same in smaller mails (F9). */
export interface Recipient {
  readonly address: string;
  readonly state: 'waiting' | 'accepted' | 'undeliverable' | 'superseded';
  /** The server's last words about it, or why it could not be asked. */
  readonly answer?: string;
  /** When a server last refused us rather than it: the days until it is given up count from then (F9). */
  readonly refusedUsAt?: Instant;
}

/**
 * A mail on its way (F8). `claimed` is written before anything is sent and says who is at it; a mail is `sent`
 * when no address waits and at least one was accepted, `undeliverable` when none was, `superseded` when a resend or smaller mails
 * took its place.
 */
export interface MailProgress {
  readonly state: 'waiting' | 'claimed' | 'sent' | 'undeliverable' | 'superseded';
  readonly recipients: readonly Recipient[];
  /** How often it was tried, the attempt at hand included. */
  readonly attempts: number;
  readonly queuedAt: Instant;
}

/** What the server said about one address in an attempt. */
export interface ServerAnswer {
  readonly address: string;
  readonly verdict: SmtpVerdict;
  readonly text: string;
  /** With `too-large`: the most bytes that the server says it takes, where it says so. */
  readonly largest?: number;
}

export type DeliveryEvent =
  | { readonly type: 'MailSent'; readonly to: readonly string[]; readonly answer: string }
  | { readonly type: 'MailUndeliverable'; readonly address: string; readonly reason: string };

/** What follows from an attempt; `waitSeconds` is there when the mail is to be tried again. */
export interface AttemptResult {
  readonly delivery: MailProgress;
  readonly events: readonly DeliveryEvent[];
  readonly waitSeconds?: number;
}

export interface AttemptOptions {
  /** Whether the mail can be sent as smaller ones: then nobody is undeliverable because of its size (F9). */
  readonly divisible?: boolean;
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
export function addressesToTry(delivery: MailProgress): string[] {
  return delivery.recipients.filter(({ state }) => state === 'waiting').map(({ address }) => address);
}

/**
 * Decides what an attempt came to, from the server's answers (F8): accepted addresses are done; those refused for good are
 * undeliverable; those whose server finds the mail too large get it in smaller ones, or are undeliverable with that reason when it
 * cannot be divided (F9); all others wait for the next attempt, or are given up when that has lasted too long. What is refused
 * because of us waits however old it is, an operator mends it; the days of the others count from the last time that it was so.
 */
export function afterAttempt(
  delivery: MailProgress,
  answers: readonly ServerAnswer[],
  now: Instant,
  { divisible = false }: AttemptOptions = {},
): AttemptResult {
  const byAddress = new Map(answers.map((answer) => [answer.address, answer]));
  const recipients = delivery.recipients.map((recipient) =>
    answered(recipient, byAddress.get(recipient.address), { queuedAt: delivery.queuedAt, now, divisible }),
  );
  const next: MailProgress = { ...delivery, state: stateOf(recipients), recipients };
  const events = eventsOf(delivery.recipients, recipients);
  if (next.state !== 'waiting') return { delivery: next, events };
  const serverAnswered = answers.some(({ verdict }) => verdict !== 'unreachable' && verdict !== 'doubtful');
  return { delivery: next, events, waitSeconds: waitSecondsAfter(delivery.attempts, serverAnswered) };
}

function answered(
  recipient: Recipient,
  answer: ServerAnswer | undefined,
  { queuedAt, now, divisible }: { readonly queuedAt: Instant; readonly now: Instant; readonly divisible: boolean },
): Recipient {
  if (recipient.state !== 'waiting' || !answer) return recipient;
  const { address, verdict, text } = answer;
  if (verdict === 'accepted') return { address, state: 'accepted', answer: text };
  if (verdict === 'refused-for-good') return { address, state: 'undeliverable', answer: text };
  if (verdict === 'too-large')
    return divisible
      ? { address, state: 'superseded', answer: text }
      : { address, state: 'undeliverable', answer: `the mail is larger than the server takes: ${text}` };
  if (verdict === 'refused-us') return { address, state: 'waiting', answer: text, refusedUsAt: now };
  const since = Date.parse(recipient.refusedUsAt ?? queuedAt);
  return Date.parse(now) - since >= giveUpAfterDays * 86_400_000
    ? { address, state: 'undeliverable', answer: `given up after ${giveUpAfterDays} days: ${text}` }
    : { ...recipient, answer: text };
}

/** What a mail is, by what has become of its addresses: it waits while one of them does. */
export function stateOf(recipients: readonly Recipient[]): MailProgress['state'] {
  if (recipients.some(({ state }) => state === 'waiting')) return 'waiting';
  if (recipients.some(({ state }) => state === 'accepted')) return 'sent';
  return recipients.some(({ state }) => state === 'superseded') ? 'superseded' : 'undeliverable';
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

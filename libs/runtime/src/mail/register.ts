import type { MailChanged } from '#contracts/mails.ts';
import type { Announcement } from '../slices/slice.ts';
import type { QueuedMail } from './queue.ts';
import type { Outcome } from './row.ts';

/** Where the events of a mail go, and what they are called. */
export interface MailEvents extends Pick<Announcement, 'topic' | 'key' | 'subject'> {
  readonly sent: string;
  readonly undeliverable: string;
}

/** What the outside hears of an attempt (F8): that the server has it for some addresses, and each that is refused for good. */
export function outcomeEvents(
  { result }: Outcome,
  { sent, undeliverable, ...to }: MailEvents,
  facts: object,
): Announcement[] {
  return result.events.map((event) =>
    event.type === 'MailSent'
      ? { ...to, type: sent, data: { ...facts, to: event.to, answer: event.answer } }
      : { ...to, type: undeliverable, data: { ...facts, address: event.address, reason: event.reason } },
  );
}

/** What fulfillment, which shows every mail of the system, hears of a mail of this service: that it was queued, or what an attempt came to (F10). */
export function registered(
  mail: QueuedMail | Outcome,
  at: string,
  about: Pick<MailChanged, 'service' | 'kind' | 'about' | 'accountIds'>,
): Announcement {
  const data: MailChanged = { ...about, ...('result' in mail ? triedMail(mail) : queuedMail(mail)), at };
  return { topic: 'mails', key: data.messageId, type: 'mail.changed.v1', subject: data.about, data };
}

type State = Omit<MailChanged, 'service' | 'kind' | 'about' | 'accountIds' | 'at'>;

function queuedMail({ messageId, round = 1, addresses, queuedAt }: QueuedMail): State {
  const recipients = [...new Set(addresses)].map((address) => ({ address, state: 'waiting' as const }));
  return { messageId, round, state: 'waiting', recipients, attempts: 0, doubtful: 0, queuedAt };
}

function triedMail({ mail, result, doubtful }: Outcome): State {
  const { delivery } = result;
  return {
    messageId: mail.messageId,
    round: mail.row.round,
    state: delivery.state === 'claimed' ? 'waiting' : delivery.state,
    recipients: [...delivery.recipients],
    attempts: delivery.attempts,
    doubtful: mail.row.doubtful + (doubtful ? 1 : 0),
    queuedAt: delivery.queuedAt,
  };
}

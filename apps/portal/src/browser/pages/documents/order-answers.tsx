import { answersPath } from '../../addresses.ts';
import type { OrderAnswer, OrderAnswers as Told } from '../../api/answers.ts';
import { changed, useAnswer } from '../../api/cache.ts';
import { call, newKey, portalPath } from '../../api/call.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { lineOfRefusal } from '../../ui/states.tsx';
import { Status, type Tone } from '../../ui/status.tsx';
import { toast } from '../../ui/toast.tsx';

const tones: Readonly<Record<OrderAnswer['state'], Tone>> = {
  expected: 'info',
  waiting: 'warn',
  sent: 'good',
  undeliverable: 'bad',
  kept: 'neutral',
};

interface OrderAnswersProps {
  readonly orderNumber: string;
  /** Those to this document alone. */
  readonly documentId?: string;
  readonly heading: string;
}

/** What the sender of an order was told of it, how far each answer is, and once more. Orders of no document have none. */
export function OrderAnswers({ orderNumber, documentId, heading }: OrderAnswersProps) {
  const { data } = useAnswer<Told>(answersPath(orderNumber));
  const items = (data?.items ?? []).filter((each) => documentId === undefined || each.documentId === documentId);
  if (!data || items.length === 0) return null;
  return (
    <section class="card" aria-label={heading}>
      <h2>{heading}</h2>
      <ul class="hits sent-answers">
        {items.map((answer) => (
          <li key={answer.answerId}>
            <AnswerOfOrder orderNumber={orderNumber} answer={answer} mayResend={data.mayResend} />
          </li>
        ))}
      </ul>
    </section>
  );
}

interface AnswerProps {
  readonly orderNumber: string;
  readonly answer: OrderAnswer;
  readonly mayResend: boolean;
}

function AnswerOfOrder({ orderNumber, answer, mayResend }: AnswerProps) {
  const { answers: words } = t;
  const { answerId, outcome, state, tries, sentAt, dueAt, queuedAt, lastError, contentType } = answer;
  return (
    <>
      <Status tone={tones[state]}>{words.states[state]}</Status>
      <span>
        <strong>{outcome === undefined ? words.none : words.outcomes[outcome]}</strong>{' '}
        <code class="muted">{answer.format}</code>
      </span>
      <span class="muted">
        {sentAt ? words.sentAt(format.instant(sentAt)) : words.since(format.instant(queuedAt))}
        {tries > 0 && ` · ${words.tries(tries)}`}
        {dueAt && tries > 0 && ` · ${words.next(format.instant(dueAt))}`}
      </span>
      {lastError && (
        <span class="reason" lang="en">
          {lastError}
        </span>
      )}
      {contentType !== undefined && (
        <span class="answer-actions">
          <a href={portalPath(`${answersPath(orderNumber)}?answerId=${encodeURIComponent(answerId)}`)} download>
            {words.download}
            <span class="unseen"> {answerId}</span>
          </a>
          {mayResend && (
            <button type="button" onClick={() => void resend(orderNumber, answer)}>
              {words.resend}
              <span class="unseen"> {answerId}</span>
            </button>
          )}
        </span>
      )}
    </>
  );
}

async function resend(orderNumber: string, { answerId, sender }: OrderAnswer): Promise<void> {
  const path = answersPath(orderNumber);
  try {
    await call(`${path}/resend?answerId=${encodeURIComponent(answerId)}`, { method: 'POST', key: newKey() });
    toast(t.answers.resent(sender));
    changed(path);
  } catch (error) {
    toast(lineOfRefusal(error));
  }
}

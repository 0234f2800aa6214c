import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { RefusalWords } from '../../../ui/refusal-words.tsx';
import type { Tone } from '../../../ui/status.tsx';
import { Step } from './step.tsx';
import type { LineTrace, MailFate, OrderLine } from './trace.ts';
import type { Billing } from './use-billing.ts';

/** One line of an order: from its release to its mail, its licenses and its invoice. */
export function LineSteps({ trace, billing, since }: { trace: LineTrace; billing?: Billing; since: string }) {
  const { line, releasedAt, entitlement, mail, posted } = trace;
  const { trace: words } = t;
  // Mail and ledger do not wait for each other: they stand in the order in which they came.
  const [fulfilledAt, mailedAt] = [entitlement?.fulfilledAt, mail?.settledAt];
  const isMailFirst =
    mailedAt !== undefined && (posted === undefined || Date.parse(mailedAt) < Date.parse(posted.date));
  const mailStep = <MailStep mail={mail} since={isMailFirst ? fulfilledAt : (posted?.date ?? fulfilledAt)} />;
  return (
    <li class="branch">
      <h3>
        {words.line(line.lineNumber, format.count(line.quantity), line.product.name)}{' '}
        <code class="muted">{line.sku}</code>
      </h3>
      <ol class="steps">
        {line.state === 'released' ? (
          <Step tone="good" title={words.released} at={releasedAt} since={since} />
        ) : (
          <Step tone={line.state === 'waiting' ? 'warn' : 'neutral'} title={stateWords(line)} />
        )}
        {line.state === 'released' && (
          <>
            {entitlement ? (
              <Step tone="good" title={t.entitlements.one} at={entitlement.fulfilledAt} since={releasedAt}>
                <a href={`/entitlements/${encodeURIComponent(entitlement.entitlementId)}`}>
                  {entitlement.entitlementId}
                </a>
              </Step>
            ) : (
              <Step tone="info" title={words.pending(t.entitlements.one)} />
            )}
            {isMailFirst && mailStep}
            <PostedStep
              posted={posted}
              lotId={entitlement?.entitlementId}
              since={isMailFirst ? mailedAt : fulfilledAt}
            />
            {!isMailFirst && mailStep}
            <BillingStep billing={billing} since={posted?.date} />
          </>
        )}
      </ol>
    </li>
  );
}

/** Of a line that was not released. */
function stateWords({ state, requestedShipDate }: OrderLine): string {
  if (state === 'waiting' && requestedShipDate) return t.trace.waitsUntil(format.day(requestedShipDate));
  return t.orders.states[state] ?? state;
}

const mailTones: Readonly<Record<string, Tone>> = {
  accepted: 'good',
  waiting: 'warn',
  undeliverable: 'bad',
  superseded: 'neutral',
};

function MailStep({ mail, since }: { mail?: MailFate; since?: string }) {
  const { trace: words } = t;
  if (!mail) return <Step tone="info" title={words.pending(words.mail)} />;
  const { recipients, rounds } = mail;
  const accepted = recipients.filter(({ state }) => state === 'accepted').length;
  const isRefused = recipients.some(({ state }) => state === 'undeliverable');
  const tone = isRefused ? 'bad' : mail.settledAt === undefined ? 'warn' : 'good';
  return (
    <Step
      tone={tone}
      title={words.mails(accepted, recipients.length)}
      at={mail.settledAt ?? mail.queuedAt}
      since={since}
    >
      <ul class="fates">
        {recipients.map(({ address, state, answer }) => (
          <li key={address}>
            <span class="address">{address}</span>{' '}
            <span class={`fate ${mailTones[state] ?? 'neutral'}`}>{t.operations.mailStates[state] ?? state}</span>
            {state === 'undeliverable' && answer && <span class="muted"> {answer}</span>}
          </li>
        ))}
      </ul>
      {rounds > 1 && <span class="muted">{words.rounds(rounds)}</span>}
    </Step>
  );
}

function PostedStep({ posted, lotId, since }: { posted: LineTrace['posted']; lotId?: string; since?: string }) {
  const { trace: words } = t;
  if (!posted) return <Step tone="info" title={words.pending(words.ledger)} />;
  if (posted.violations && posted.violations.length > 0)
    return (
      <Step tone="bad" title={words.ledgerRefused} at={posted.date} since={since}>
        {posted.violations.map((violation) => (
          <span key={violation.code}>
            <RefusalWords violation={violation} />
          </span>
        ))}
      </Step>
    );
  return (
    <Step tone="good" title={words.ledgerOf(format.count(posted.licenseCount))} at={posted.date} since={since}>
      <a href={`/lots/${encodeURIComponent(lotId ?? '')}`}>{words.lot}</a>
    </Step>
  );
}

function BillingStep({ billing, since }: { billing?: Billing; since?: string }) {
  const { trace: words } = t;
  if (!billing) return <Step tone="neutral" title={words.noInvoice} />;
  if (billing.kind === 'issued')
    return (
      <Step tone="good" title={words.invoice} at={billing.at} since={since}>
        <a href={`/invoices/${encodeURIComponent(billing.number)}`}>{billing.number}</a>
        <span>{format.money(billing.amount, billing.currency)}</span>
      </Step>
    );
  const { period, amount } = billing;
  return (
    <Step tone="info" title={billing.kind === 'monthly' ? words.monthly : words.nextInvoice}>
      <a href={`/invoices/next/${encodeURIComponent(billing.accountId)}`}>
        {period ? format.month(period) : billing.accountId}
      </a>
      {amount && <span>{format.money(amount, billing.currency)}</span>}
    </Step>
  );
}

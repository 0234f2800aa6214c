import { useState } from 'preact/hooks';
import { traceListPath } from '../../../addresses.ts';
import type { Entitlement, Page as ListPage, LoggedEvent, Mail, Order } from '../../../api/answers.ts';
import { useAnswer } from '../../../api/cache.ts';
import { live } from '../../../api/live.ts';
import * as format from '../../../text/format.ts';
import { t } from '../../../text/messages.ts';
import { LineSteps } from './line-steps.tsx';
import { Step } from './step.tsx';
import { lineTraces, type OrderStep, orderSteps } from './trace.ts';
import { useBilling } from './use-billing.ts';

const shownAtOnce = 25;

/** The way of an order through all services; it goes on by itself while somebody looks (R12). */
export function OrderTrace({ order }: { order: Order }) {
  const [shown, setShown] = useState(shownAtOnce);
  const number = order.orderNumber;
  const entitlements = useAnswer<ListPage<Entitlement>>(traceListPath('/api/entitlements', number));
  const mails = useAnswer<ListPage<Mail>>(traceListPath('/api/mails', number));
  const events = useAnswer<ListPage<LoggedEvent>>(traceListPath('/api/event-log', number));
  const lines = lineTraces(order, {
    entitlements: entitlements.data?.items ?? [],
    mails: mails.data?.items ?? [],
    events: events.data?.items ?? [],
  });
  const billing = useBilling(order, lines);
  const steps = orderSteps(order);
  const isBusy = entitlements.isFirst || mails.isFirst || events.isFirst;
  return (
    <section class="card trace" aria-busy={isBusy} aria-labelledby="trace-title">
      <div class="card-head">
        <h2 id="trace-title">{t.trace.title}</h2>
        <span class={`live is-${live.value}`}>{t.live[live.value]}</span>
      </div>
      <ol class="steps">
        {steps.map((step, index) => (
          <WholeStep key={`${step.kind} ${step.at}`} step={step} since={steps[index - 1]?.at} />
        ))}
      </ol>
      {lines.length > 0 && (
        <ul class="branches">
          {lines.slice(0, shown).map((line) => (
            <LineSteps
              key={line.line.lineNumber}
              trace={line}
              billing={billing.get(line.line.lineNumber)}
              since={acceptedBefore(steps, line.releasedAt) ?? order.receivedAt}
            />
          ))}
        </ul>
      )}
      {lines.length > shown && (
        <button type="button" onClick={() => setShown(shown + shownAtOnce)}>
          {t.grid.more}
        </button>
      )}
    </section>
  );
}

/** When the revision was accepted that a line was released by. */
function acceptedBefore(steps: readonly OrderStep[], at: string | undefined): string | undefined {
  const accepted = steps.flatMap((step) => (step.kind === 'accepted' && step.at ? [step.at] : []));
  return accepted.findLast((each) => at === undefined || Date.parse(each) <= Date.parse(at));
}

function WholeStep({ step, since }: { step: OrderStep; since?: string }) {
  const { trace: words } = t;
  switch (step.kind) {
    case 'received':
      return <Step tone="good" title={t.orders.received} at={step.at} />;
    case 'accepted':
      return <Step tone="good" title={words.accepted(format.count(step.revision))} at={step.at} since={since} />;
    case 'cancelled':
      return <Step tone="neutral" title={t.orders.states.cancelled} at={step.at} since={since} />;
    case 'refused':
      return (
        <Step tone="bad" title={words.refused(format.count(step.revision))} at={step.at} since={since}>
          <a href="#refusals">{words.violations(step.violations)}</a>
        </Step>
      );
  }
}

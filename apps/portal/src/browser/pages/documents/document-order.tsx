import type { OrderOfDocument } from '../../api/answers.ts';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { OrderState } from '../orders/order-state.tsx';
import { OrderNumber, OutcomeStatus } from './outcome.tsx';
import { type AnchorOf, PlaceInDocument, ViolationList } from './violation-list.tsx';

/** One order of a document: what it asks for, what became of it, and all that was noticed. */
export function DocumentOrder({ order, anchorOf }: { order: OrderOfDocument; anchorOf: AnchorOf }) {
  const { documents: words } = t;
  const { orderNumber, sourceId, act, outcome, revision, state, violations, warnings, ignored } = order;
  return (
    <section class="card" aria-label={words.order(orderNumber)}>
      <div class="card-head">
        <h2>
          <OrderNumber order={order} />
        </h2>
        <OutcomeStatus outcome={outcome} />
      </div>
      <Facts
        facts={[
          [words.sourceId, sourceId === orderNumber ? undefined : <code key="source">{sourceId}</code>],
          [words.act, words.acts[act]],
          [t.orders.revision, revision === undefined ? undefined : format.count(revision)],
          [words.state, state && <OrderState key="state" state={state} />],
        ]}
      />
      {violations.length > 0 && (
        <>
          <h3>{words.violations(violations.length)}</h3>
          <ViolationList violations={violations} anchorOf={anchorOf} />
        </>
      )}
      {warnings.length > 0 && (
        <>
          <h3>{words.warnings(warnings.length)}</h3>
          <ViolationList violations={warnings} anchorOf={anchorOf} isWarning />
        </>
      )}
      {ignored.length > 0 && (
        <>
          <h3>{words.ignored(ignored.length)}</h3>
          <ul class="hits">
            {ignored.map(({ number, item, at }) => (
              <li key={at.path}>
                {number !== undefined && <span>{words.line(number)}</span>}
                {item !== undefined && <code>{item}</code>}
                <PlaceInDocument place={at} anchorOf={anchorOf} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

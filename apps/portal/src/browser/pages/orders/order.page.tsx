import type { Parameters } from '../../addresses.ts';
import type { Order } from '../../api/answers.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { OrderAnswers } from '../documents/order-answers.tsx';
import { OrderDocuments } from './order-documents.tsx';
import { OrderState } from './order-state.tsx';
import { Refusal } from './refusal.tsx';
import { OrderTrace } from './trace/order-trace.tsx';
import { changersOf } from './trace/trace.ts';

/** One order: its way from the ERP to the invoice, and every reason for a refusal (P7). */
export default function OrderPage({ parameters }: { parameters: Parameters }) {
  const number = parameters.number ?? '';
  return (
    <Answered<Order> path={`/api/orders/${encodeURIComponent(number)}`} title={number}>
      {(order) => (
        <Page
          title={order.orderNumber}
          facts={
            <>
              <OrderState state={order.state} /> {t.trace.revision(format.count(order.revision))}{' '}
              <OrderDocuments order={order} />
            </>
          }
        >
          <OrderTrace order={order} />
          {order.refusals.length > 0 && (
            <div class="stack" id="refusals">
              {order.refusals.toReversed().map((refusal) => (
                <Refusal key={`${refusal.revision} ${refusal.at}`} orderNumber={order.orderNumber} refusal={refusal} />
              ))}
            </div>
          )}
          <About order={order} />
          <OrderAnswers orderNumber={order.orderNumber} heading={t.answers.title} />
        </Page>
      )}
    </Answered>
  );
}

function About({ order }: { order: Order }) {
  const { trace: words } = t;
  const changers = changersOf(order);
  return (
    <section class="card">
      <h2>{words.about}</h2>
      <Facts
        facts={[
          ...order.accounts.map(({ role, name, accountId }) => [words.roles[role] ?? role, name ?? accountId] as const),
          [t.entitlements.purchaseOrder, order.purchaseOrder],
          [words.placed, order.placedAt && format.instant(order.placedAt)],
          [words.sentBy, order.source && <code key="source">{order.source}</code>],
          [t.orders.mails, order.emails.join(', ')],
          [
            words.mayAct,
            order.cancelledAt
              ? words.nobody
              : [
                  words.system(order.source ?? t.common.none, format.count(order.revision + 1)),
                  ...(changers.length > 0 ? [words.people(format.list(changers))] : []),
                ].join('; '),
          ],
        ]}
      />
    </section>
  );
}

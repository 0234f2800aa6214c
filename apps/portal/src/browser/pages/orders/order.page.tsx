import { type Parameters, withQuery } from '../../addresses.ts';
import type { Entitlement, Page as ListPage, Order } from '../../api/answers.ts';
import { useAnswer } from '../../api/cache.ts';
import { Answered } from '../../frame/answered.tsx';
import { Page } from '../../frame/frame.tsx';
import * as format from '../../text/format.ts';
import { t } from '../../text/messages.ts';
import { Facts } from '../../ui/facts.tsx';
import { Refusals } from '../../ui/states.tsx';
import { OrderState } from './order-state.tsx';

/** One order: how it and its lines stand, what they became, and every reason for a refusal (P7). */
export default function OrderPage({ parameters }: { parameters: Parameters }) {
  const number = parameters.number ?? '';
  return (
    <Answered<Order> path={`/api/orders/${encodeURIComponent(number)}`} title={number}>
      {(order) => (
        <Page
          title={order.orderNumber}
          facts={
            <>
              <OrderState state={order.state} />{' '}
              {order.accounts.map(({ name, accountId }) => name ?? accountId).join(', ')}
            </>
          }
        >
          <section class="card">
            <Facts
              facts={[
                [t.entitlements.purchaseOrder, order.purchaseOrder],
                [t.orders.revision, format.count(order.revision)],
                [t.orders.placed, order.placedAt && format.instant(order.placedAt)],
                [t.orders.received, format.instant(order.receivedAt)],
                [t.orders.mails, order.emails.join(', ')],
              ]}
            />
          </section>
          {order.refusals.map(({ revision, at, violations }) => (
            <section key={`${revision} ${at}`} class="card">
              <h2>{t.orders.refused(format.count(revision), format.instant(at))}</h2>
              <Refusals violations={violations} />
            </section>
          ))}
          {order.lines.length > 0 && <Lines order={order} />}
        </Page>
      )}
    </Answered>
  );
}

function Lines({ order }: { order: Order }) {
  const path = withQuery('/api/entitlements', { orderNumber: order.orderNumber, limit: 100 });
  const { data } = useAnswer<ListPage<Entitlement>>(path);
  return (
    <div class="table-scroll">
      <table class="stacked">
        <thead>
          <tr>
            <th scope="col">{t.entitlements.product}</th>
            <th scope="col">{t.orders.state}</th>
            <th scope="col" class="number">
              {t.organization.quantity}
            </th>
            <th scope="col">{t.orders.shipDate}</th>
            <th scope="col">{t.entitlements.one}</th>
          </tr>
        </thead>
        <tbody>
          {order.lines.map((line) => {
            const found = data?.items.find(({ lineNumber }) => lineNumber === line.lineNumber);
            return (
              <tr key={line.lineNumber}>
                <td>
                  {line.product.name} <code class="muted">{line.sku}</code>
                </td>
                <td data-title={t.orders.state}>
                  <OrderState state={line.state} />
                </td>
                <td class="number" data-title={t.organization.quantity}>
                  {format.count(line.quantity)}
                </td>
                <td data-title={t.orders.shipDate}>
                  {line.requestedShipDate ? <time>{format.day(line.requestedShipDate)}</time> : t.common.none}
                </td>
                <td data-title={t.entitlements.one}>
                  {found ? (
                    <a href={`/entitlements/${encodeURIComponent(found.entitlementId)}`}>{found.entitlementId}</a>
                  ) : (
                    t.common.none
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

import type { Entitlement, LoggedEvent, Mail, Order } from '../../../api/answers.ts';

/** What became of an order, put together from what each service says of it by the order's number. Pure. */

export type OrderLine = Order['lines'][number];

/** Something that happened to the order as a whole. */
export type OrderStep =
  | { readonly kind: 'received'; readonly at: string }
  | { readonly kind: 'accepted'; readonly at?: string; readonly revision: number }
  | { readonly kind: 'refused'; readonly at: string; readonly revision: number; readonly violations: number }
  | { readonly kind: 'cancelled'; readonly at: string };

/** How far one line is. What has not happened is absent. */
export interface LineTrace {
  readonly line: OrderLine;
  readonly releasedAt?: string;
  readonly entitlement?: Entitlement;
  readonly mail?: MailFate;
  /** Its journal in the ledger; with violations where the ledger refused it. */
  readonly posted?: LoggedEvent;
}

/** The latest mail of a shipment, in all its parts. */
export interface MailFate {
  /** How often it was sent, first time included. */
  readonly rounds: number;
  readonly queuedAt: string;
  /** Absent: it is on its way. */
  readonly settledAt?: string;
  readonly recipients: Mail['recipients'];
}

/** What happened to the order, in the order of time. What earlier releases took has no time of its own. */
export function orderSteps(order: Order): OrderStep[] {
  const accepted = order.acceptedRevisions ?? [];
  const isUntold = order.state !== 'rejected' && order.lines.length > 0 && accepted.length === 0;
  const later: (OrderStep & { readonly at: string })[] = [
    ...accepted.map(({ revision, at }) => ({ kind: 'accepted', revision, at }) as const),
    ...order.refusals.map(
      ({ revision, at, violations }) => ({ kind: 'refused', revision, at, violations: violations.length }) as const,
    ),
    ...(order.cancelledAt ? [{ kind: 'cancelled', at: order.cancelledAt } as const] : []),
  ];
  return [
    { kind: 'received', at: order.receivedAt },
    ...(isUntold ? [{ kind: 'accepted', revision: order.revision } as const] : []),
    ...later.toSorted((one, other) => Date.parse(one.at) - Date.parse(other.at)),
  ];
}

interface Told {
  readonly entitlements: readonly Entitlement[];
  readonly mails: readonly Mail[];
  readonly events: readonly LoggedEvent[];
}

export function lineTraces(order: Order, { entitlements, mails, events }: Told): LineTrace[] {
  return order.lines.map((line) => {
    const entitlement = entitlements.find(({ lineNumber }) => lineNumber === line.lineNumber);
    const id = entitlement?.entitlementId;
    return {
      line,
      releasedAt: line.releasedAt ?? entitlement?.fulfilledAt,
      entitlement,
      mail: fateOf(mails.filter(({ shipmentId }) => shipmentId !== undefined && shipmentId === line.shipmentId)),
      posted: id === undefined ? undefined : events.find(({ reference }) => reference.startsWith(`${id}.`)),
    };
  });
}

/** Of the last round of a shipment's mail: each address once, with the worst that became of its parts. */
export function fateOf(mails: readonly Mail[]): MailFate | undefined {
  const rounds = Math.max(0, ...mails.map(({ round }) => round));
  const latest = mails.filter(({ round }) => round === rounds);
  const [first] = latest;
  if (!first) return undefined;
  const byAddress = Map.groupBy(
    latest.flatMap(({ recipients }) => recipients),
    ({ address }) => address,
  );
  const settled = latest.flatMap(({ settledAt }) => settledAt ?? []).sort();
  return {
    rounds,
    queuedAt: first.queuedAt,
    settledAt: settled.length === latest.length ? settled.at(-1) : undefined,
    recipients: [...byAddress.values()].flatMap(
      (parts) => parts.toSorted((one, other) => worst.indexOf(one.state) - worst.indexOf(other.state))[0] ?? [],
    ),
  };
}

const worst: readonly Mail['recipients'][number]['state'][] = ['undeliverable', 'waiting', 'superseded', 'accepted'];

/** Who pays for an order: bill-to, else sold-to, else the end customer. */
export function payerOf({ accounts }: Pick<Order, 'accounts'>): Order['accounts'][number] | undefined {
  const withRole = (wanted: string) => accounts.find(({ role }) => role === wanted);
  return withRole('bill-to') ?? withRole('sold-to') ?? withRole('end-customer');
}

/** O7: accounts that receive or pay. Who may change things in all of them may change the order. */
export function changersOf({ accounts }: Pick<Order, 'accounts'>): string[] {
  const deciding = accounts.filter(({ role }) => ['end-customer', 'sold-to', 'bill-to'].includes(role));
  return [...new Set(deciding.map(({ name, accountId }) => name ?? accountId))];
}

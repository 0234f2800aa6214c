import { charsetOf } from '../decode.ts';
import { attempt, type Format, type Head, Unreadable } from '../format.ts';
import { jsonAt, jsonItemsAt, readJsonTree } from '../json/tree.ts';
import type { ReadResult, SourceViolation } from '../reading.ts';
import { entitiesIn } from '../s4/odata.ts';
import { businessCentralOrder } from './order.ts';
import { readNotifications, redactClientState } from './webhook.ts';

/** Dynamics 365 Business Central: notifications of webhooks, which have only keys, and sales orders of its API v2.0. Mapping: README.md. */
export const businessCentral: Format = {
  name: 'business-central',
  detect: ({ start }) =>
    /^[^\w<]*\{/.test(start) && /"subscriptionId"|"salesOrderLines|\bsalesOrders\b|"fullyShipped"/.test(start),
  read: (bytes, head) => attempt(() => readBusinessCentral(bytes, head)),
  redact: redactClientState,
};

function readBusinessCentral(bytes: Uint8Array, head: Head): ReadResult {
  const root = readJsonTree(bytes, charsetOf(head.contentType));
  const isNotification = jsonItemsAt(root, 'value').some((each) => jsonAt(each, 'resource') !== undefined);
  if (isNotification) return readNotifications(root);
  const violations: SourceViolation[] = [];
  const readings = entitiesIn(root).flatMap(
    (order) => businessCentralOrder(order, (one) => void violations.push(one)) ?? [],
  );
  if (readings.length === 0 && violations.length === 0) throw new Unreadable('there is no sales order in it', root.at);
  return { readings, violations };
}

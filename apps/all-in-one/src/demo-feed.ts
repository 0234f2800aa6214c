import { readCloudEvent } from '#contracts/cloud-event.ts';
import type { Delivery } from '#runtime/broker/broker.ts';

/** One line of what happened, for people who watch; undefined for what would only be noise. */
export function feedLine(delivery: Delivery): string | undefined {
  const event = readCloudEvent(delivery);
  const text = textOf(event.type, event.data as Record<string, never>);
  return text && `  ${delivery.topic.padEnd(12)} ${text}`;
}

// biome-ignore lint/suspicious/noExplicitAny: one line of each event's data, of whatever shape
function textOf(type: string, data: any): string | undefined {
  switch (type) {
    case 'order.accepted.v1':
      return `${data.orderNumber} accepted, ${data.lines.length} line(s)`;
    case 'order.changed.v1':
      return `${data.orderNumber} changed by revision ${data.revision}`;
    case 'order.cancelled.v1':
      return `${data.orderNumber} cancelled, line(s) ${data.cancelledLines.join(', ')} stopped`;
    case 'order.rejected.v1':
      return `${data.orderNumber} refused: ${data.violations.map((one: { message: string }) => one.message).join('; ')}`;
    case 'shipment.released.v1':
      return `${data.shipmentId} released, ${data.lines.length} line(s)`;
    case 'order-answer.sent.v1':
      return `${data.orderNumber}: answer "${data.outcome}" taken by ${data.sender}`;
    case 'entitlement.fulfilled.v1':
      return `${data.entitlementId}: ${data.quantity} × ${data.sku} for ${nameOf(data)} until ${data.endsOn ?? 'further notice'}`;
    case 'fulfillment-mail.sent.v1':
      return `mail about ${data.shipmentId} to ${data.to.join(', ')}`;
    case 'license.granted.v1':
      return `${data.accountId} holds ${data.quantity} × ${data.lot.sku}`;
    case 'license.transferred.v1':
      return `${movedText(data)} from ${data.from} to ${data.to}, asked by ${data.initiatedBy}`;
    case 'license.refused.v1':
      return `refused: ${data.violations.map((one: { message: string }) => one.message).join('; ')}`;
    case 'invoice.adjusted.v1':
      return `${data.accountId} ${data.period}: ${data.amount} ${data.currency} (${data.quantity} × ${data.sku})`;
    default:
      return undefined;
  }
}

function nameOf(data: { accountId: string; accounts: { accountId: string; name?: string }[] }): string {
  return data.accounts.find((account) => account.accountId === data.accountId)?.name ?? data.accountId;
}

function movedText(data: { lines: { quantity: number; lot: { sku: string } }[] }): string {
  return data.lines.map((line) => `${line.quantity} × ${line.lot.sku}`).join(', ');
}

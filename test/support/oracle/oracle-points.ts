import { dueLines } from '../samples/orders.ts';
import type { Facts, IssuedFacts, MailRow } from './facts.ts';
import type { Asked } from './oracle-asked.ts';
import { ofType } from './topic-contents.ts';

/** (1) Every accepted order has one entitlement per line that is due, with the facts of the order; nothing else has one. */
export function entitlementPoints({ orders, entitlements }: Facts, asked: Asked): string[] {
  const found = Map.groupBy(entitlements, (row) => `${row.order_number}/${row.line_number}`);
  const states = new Map(orders.map((order) => [order.order_number, order.state]));
  const wanted = new Set<string>();
  const faults = asked.orders.flatMap((order) => {
    const state = states.get(order.orderNumber) ?? 'unknown';
    const wrongState = (state === 'rejected') !== (order.expect === 'rejected') || state === 'unknown';
    const ofLines = dueLines(order).flatMap((line) => {
      const name = `${order.orderNumber}/${line.lineNumber}`;
      wanted.add(name);
      const rows = found.get(name) ?? [];
      const [row] = rows;
      if (rows.length !== 1 || !row) return [`(1) line ${name} has ${rows.length} entitlements`];
      const same = row.sku === line.sku && row.quantity === line.quantity && row.account_id === order.accountId;
      return same ? [] : [`(1) entitlement ${name} is not what was ordered: ${JSON.stringify(row)}`];
    });
    return [...(wrongState ? [`(1) order ${order.orderNumber} is ${state}, not ${order.expect}`] : []), ...ofLines];
  });
  const unasked = [...found.keys()].filter((name) => !wanted.has(name));
  return [...faults, ...unasked.map((name) => `(1) nobody ordered entitlement ${name}`)];
}

/** (2) Codes and SSRNs are unique, the same on the topic as in the database, and as they were at the last look. */
export function codePoints({ entitlements, events }: Facts, { codes }: Asked): string[] {
  const faults = [
    ...repeated(entitlements.map((row) => row.ssrn)).map((ssrn) => `(2) SSRN ${ssrn} stands twice`),
    ...repeated(entitlements.map((row) => row.activation_code_hash)).map((hash) => `(2) the code ${hash} stands twice`),
  ];
  const announced = new Map(
    ofType(events, 'entitlement.fulfilled.v1').map((data) => [String(data.entitlementId), data] as const),
  );
  for (const row of entitlements) {
    const said = announced.get(row.entitlement_id);
    if (said && (said.ssrn !== row.ssrn || said.sealedActivationCode !== row.sealed_activation_code)) {
      faults.push(`(2) ${row.entitlement_id} was announced with another code or SSRN`);
    }
    const now = `${row.ssrn} ${row.activation_code_hash}`;
    const before = codes.get(row.entitlement_id) ?? now;
    if (before !== now) faults.push(`(2) code or SSRN of ${row.entitlement_id} changed`);
    codes.set(row.entitlement_id, now);
  }
  const lost = [...codes.keys()].filter((id) => !entitlements.some((row) => row.entitlement_id === id));
  return [...faults, ...lost.slice(0, 5).map((id) => `(2) entitlement ${id} is gone`)];
}

/**
 * (5) Each series has every number from 1 to the last that was given, once, and nothing else; what is issued stays as it was
 * at the last look.
 * @param known digests by number at the last look; what is new is added
 */
export function invoicePoints({ invoices, series }: IssuedFacts, known: Map<string, string>): string[] {
  const given = new Map(series.map((row) => [row.series, row.last_number]));
  const numbersOf = Map.groupBy(invoices, ({ number }) => number.slice(0, number.lastIndexOf('-')));
  const gaps = [...new Set([...given.keys(), ...numbersOf.keys()])].flatMap((name) => {
    const found = new Set((numbersOf.get(name) ?? []).map(({ number }) => Number(number.slice(name.length + 1))));
    const last = given.get(name) ?? 0;
    const beyond = [...found].filter((number) => !(number >= 1 && number <= last));
    const missing = Array.from({ length: last }, (_, index) => index + 1).filter((number) => !found.has(number));
    return [
      ...missing.map((number) => `(5) series ${name} has no number ${number}, though it gave ${last}`),
      ...beyond.map((number) => `(5) series ${name} has number ${number}, though it gave ${last}`),
    ];
  });
  const changes = invoices.flatMap(({ number, digest }) => {
    const before = known.get(number) ?? digest;
    known.set(number, digest);
    return before === digest ? [] : [`(5) document ${number} was changed after it was issued`];
  });
  const numbers = invoices.map(({ number }) => number);
  const there = new Set(numbers);
  const gone = [...known.keys()].filter((number) => !there.has(number));
  return [
    ...gaps,
    ...repeated(numbers).map((number) => `(5) number ${number} stands for two documents`),
    ...changes,
    ...gone.map((number) => `(5) document ${number} is gone`),
  ];
}

/** What may be announced once alone, by the fields of its data that name it. */
const effects: Readonly<Record<string, readonly string[]>> = {
  'order.accepted.v1': ['orderNumber'],
  'order.rejected.v1': ['orderNumber', 'revision'],
  'shipment.released.v1': ['shipmentId'],
  'entitlement.fulfilled.v1': ['entitlementId'],
  'fulfillment-mail.sent.v1': ['messageId', 'to'],
  'fulfillment-mail.undeliverable.v1': ['messageId', 'address'],
  'license.granted.v1': ['entitlementId'],
  'license.transferred.v1': ['transferId'],
  'invoice.adjusted.v1': ['adjustmentId'],
  'invoice.issued.v1': ['number'],
  'credit-note.issued.v1': ['number'],
};

/** (6) The same id says the same everywhere; every effect has one id, and each that is due was announced. */
export function effectPoints({ events, entitlements, mails, invoicing }: Facts, asked: Asked): string[] {
  const faults: string[] = [];
  const distinct = [...Map.groupBy(events, ({ topic, source, id }) => `${topic} ${source} ${id}`)].map(
    ([name, same]) => {
      const [first] = same;
      if (same.some(({ value, key }) => value !== first?.value || key !== first.key)) {
        faults.push(`(6) ${name} was sent with different contents`);
      }
      return first as (typeof same)[number];
    },
  );
  for (const [type, fields] of Object.entries(effects)) {
    const names = ofType(distinct, type).map((data) => fields.map((field) => String(data[field])).join(' '));
    faults.push(...repeated(names).map((name) => `(6) ${type} of ${name} was announced under two ids`));
  }
  const unsaid = (type: string, field: string, wanted: readonly string[]) => {
    const there = new Set(ofType(distinct, type).map((data) => String(data[field])));
    return wanted.filter((name) => !there.has(name)).map((name) => `(6) ${type} of ${name} was never announced`);
  };
  const orders = (expect: string) =>
    asked.orders.filter((order) => order.expect === expect).map(({ orderNumber }) => orderNumber);
  const ids = entitlements.map((row) => row.entitlement_id);
  const issued = (kind: string) =>
    (invoicing?.invoices ?? []).flatMap(({ number, document }) => (document === kind ? number : []));
  return [
    ...faults,
    ...unsaid('order.accepted.v1', 'orderNumber', orders('accepted')),
    ...unsaid('order.rejected.v1', 'orderNumber', orders('rejected')),
    ...unsaid('entitlement.fulfilled.v1', 'entitlementId', ids),
    ...unsaid('invoice.issued.v1', 'number', issued('invoice')),
    ...unsaid('credit-note.issued.v1', 'number', issued('credit-note')),
    ...unsaid(
      'fulfillment-mail.sent.v1',
      'messageId',
      mails.filter(({ state }) => state === 'sent').map((mail) => mail.message_id),
    ),
  ];
}

/**
 * (7) Every shipment has a mail, every address of it was accepted or is marked undeliverable; a Message-ID stands for one
 * shipment and for the same bytes whenever it comes (F8); and what was sent twice is counted as doubtful.
 *
 * @param releases how many releases sent mails: each writes a mail in its own words, and the next one sends again what one that ended was sending
 */
export function mailPoints({ entitlements, mails, sunk, invoicing }: Facts, releases = 1): string[] {
  const all = [...mails, ...(invoicing?.mails ?? [])];
  const byShipment = Map.groupBy(mails, (mail) => mail.shipment_id);
  const accepted = Map.groupBy(sunk, (mail) => mail.messageId);
  const shipments = new Set(entitlements.map((row) => row.shipment_id));
  const known = new Set(all.map((mail) => mail.message_id));
  return [
    ...[...shipments].filter((id) => !byShipment.has(id)).map((id) => `(7) shipment ${id} has no mail`),
    ...repeated(all.map((mail) => mail.message_id)).map((id) => `(7) ${id} stands for two shipments`),
    ...[...accepted.keys()].filter((id) => !known.has(id)).map((id) => `(7) nobody knows of the mail ${id}`),
    ...all.flatMap((mail) => faultsOfMail(mail, accepted.get(mail.message_id) ?? [], releases)),
  ];
}

function faultsOfMail(mail: MailRow, sunk: Facts['sunk'], releases: number): string[] {
  const { message_id: id } = mail;
  const settled = mail.state === 'sent' || mail.state === 'undeliverable';
  const foreign = sunk.filter(({ subject }) => !subject.includes(mail.order_number));
  const bare = sunk.filter(({ attachments }) => attachments === 0);
  const ofAddresses = mail.recipients.flatMap(({ address, state }) => {
    const times = sunk.filter(({ to }) => to.includes(address)).length;
    if (state === 'accepted' && times === 0) return [`(7) ${id} was not accepted for ${address}, though it says so`];
    if (state === 'waiting') return [`(7) ${id} still waits for ${address}`];
    return times > 1 + mail.doubtful ? [`(7) ${id} went to ${address} ${times} times, doubtful ${mail.doubtful}`] : [];
  });
  const addresses = new Set(mail.recipients.map(({ address }) => address));
  const contents = new Set(sunk.map(({ digest }) => digest)).size;
  const others = sunk.flatMap(({ to }) => to).filter((address) => !addresses.has(address));
  return [
    ...(settled ? [] : [`(7) ${id} is ${mail.state}`]),
    ...foreign.map(({ subject }) => `(7) ${id} of ${mail.order_number} says "${subject}"`),
    ...(contents > releases ? [`(7) ${id} came with ${contents} different contents`] : []),
    ...bare.map(() => `(7) ${id} came without a certificate`),
    ...others.map((address) => `(7) ${id} went to ${address}, who is not on the order`),
    ...ofAddresses,
  ];
}

/** (8) What could not be processed is there with its bytes; (9) and nothing else waits for somebody's hand. */
export function deadLetterPoints({ deadLetters }: Facts, { poison }: Asked): string[] {
  const nameOf = (service: string, topic: string, bytes: string) => `${service} ${topic} ${bytes}`;
  const kept = deadLetters.map(({ service, topic, value }) => nameOf(service, topic, value.replace(/\s/g, '')));
  const wanted = poison.map(({ service, topic, value }) => nameOf(service, topic, value.toString('base64')));
  const unexpected = deadLetters.filter((_, index) => !wanted.includes(kept[index] ?? ''));
  return [
    ...wanted.filter((name) => !kept.includes(name)).map((name) => `(8) no dead letter for ${name.slice(0, 120)}`),
    ...unexpected.map(
      ({ service, topic, error }) => `(9) somebody has to see to a dead letter of ${service} from ${topic}: ${error}`,
    ),
  ];
}

function repeated(values: readonly string[]): string[] {
  const seen = new Set<string>();
  return [...new Set(values.filter((value) => seen.size === seen.add(value).size))];
}

import { coverOn } from '#domain/licenses/books/books.ts';
import { countedBySku, countedByType } from '#domain/licenses/books/lot.ts';
import { addDays, dateAt } from '#domain/values/calendar.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { caseStep, submitCase } from './case-requests.ts';
import type { MemoryLedger } from './memory-ledger.ts';
import { type Ask, accountIn, type Maker, partiesIn, picked, skuIn } from './picks.ts';
import { deviceTypeOf, message, personOf, productFacts } from './world.ts';

/** Random requests of all kinds. What they name is picked from the ledger as it stands when their turn comes. */

/** The message of an ask, but for its plan hash; undefined when there is nothing to ask about. */
export function messageOf(
  ledger: MemoryLedger,
  each: Ask,
  now: string,
  sent: readonly Received[],
): Received | undefined {
  if (each.kind === 'replay') return picked(sent, each.a);
  return makers[each.kind]?.(ledger, each, now);
}

/** Requests that have a preview. */
export function hasPlan({ type }: Received): boolean {
  return type.endsWith('-requested.v1');
}

/** A fulfilled order line of a program's product. */
function order(_ledger: MemoryLedger, each: Ask, now: string): Received {
  const [sku, today] = [skuIn(each), dateAt(now)];
  const { sku: _sku, prices: _prices, termMonths: _term, ...product } = productFacts(each.group, sku);
  const startsOn = addDays(today, [0, 0, -300, 60][each.b % 4] ?? 0);
  const endsOn = each.b % 5 === 0 ? undefined : addDays(startsOn, 90 + each.b * 10);
  const [accountId, entitlementId] = [accountIn(each, each.a), message('', {}).id];
  return message('entitlement.fulfilled.v1', {
    ...{ entitlementId, shipmentId: 'S', orderNumber: `O-${entitlementId}`, lineNumber: 1, accountId, accounts: [] },
    ...{ sku, product: { ...product, category: each.c % 7 === 0 ? 'trial' : 'paid' }, quantity: 1 + each.a },
    ...{ unitPrice: '10.00', currency: 'EUR', kind: 'initial', startsOn, endsOn },
    graceEndsOn: endsOn && addDays(endsOn, 30),
    ...{ ssrn: String(400_000_000_000 + Number(entitlementId.slice(4))), sealedActivationCode: `v1.${entitlementId}` },
    fulfilledAt: now,
  });
}

/** A line that names a lot, a product, or a license key with its device type. */
function lineFrom({ books }: MemoryLedger, from: string, { b, c, quantity, ...each }: Ask) {
  const held = [...(books.holdings.get(from)?.keys() ?? [])].flatMap((id) => books.lots.get(id) ?? []);
  const lot = picked(held, b);
  if (lot?.licenseKey && c % 2 === 0) return { licenseKey: lot.licenseKey, deviceType: lot.deviceType, quantity };
  if (c % 3 === 0) return { sku: lot?.sku ?? skuIn({ ...each, b, c, quantity }), quantity };
  return { lotId: lot?.lotId ?? picked([...books.lots.keys()], b) ?? 'none', quantity };
}

function transfer(ledger: MemoryLedger, each: Ask): Received {
  const { from, to } = partiesIn(ledger, each);
  const more = each.c % 4 === 0 ? [lineFrom(ledger, from, { ...each, b: each.b + 1 })] : [];
  const lines = [lineFrom(ledger, from, each), ...more];
  return message('license.transfer-requested.v1', { from, to, lines, requestedBy: personOf[each.group] });
}

function giveBack({ books }: MemoryLedger, { a, group }: Ask): Received {
  const open = [...books.transfers.values()].filter(({ returnedBy }) => a % 5 === 0 || returnedBy === undefined);
  const transfer = picked(open, a);
  // Mostly somebody who may: the person who is there for the program of what was moved.
  const program = books.lots.get(transfer?.lines[0]?.lotId ?? '')?.program ?? group;
  const data = { transferId: transfer?.transferId ?? 'none', requestedBy: personOf[program] };
  return message('license.return-requested.v1', data);
}

/** Of a product that can be bought so, mostly. */
function counted(type: string, ...offering: readonly string[]): Maker {
  return (_ledger, asked) => {
    const each = asked.anybody ? asked : { ...asked, group: picked(offering, asked.b) ?? '' };
    const [accountId, requestedBy] = [accountIn(each, each.a), personOf[each.group]];
    return message(type, { accountId, sku: skuIn(each), quantity: each.quantity, contractId: 'K-1', requestedBy });
  };
}

/** Of a lot, of a product, or of several lines of both. */
function stockMove({ books }: MemoryLedger, each: Ask): Received {
  const stock = [...books.lots.values()].filter((lot) => lot.stock);
  const lot = picked(stock, each.c);
  const lotId = lot?.lotId ?? 'none';
  const holders = [...books.holdings].flatMap(([id, lots]) => (lots.has(lotId) ? [id] : []));
  const from = picked(holders, each.a) ?? 'R1';
  const to = accountIn({ ...each, group: 'stock' }, each.b);
  const requestedBy = personOf[each.anybody ? each.group : 'stock'];
  const { quantity } = each;
  const ofSku = { sku: lot?.sku ?? skuIn({ ...each, group: 'stock' }), quantity };
  const more = { ...ofSku, sku: skuIn({ ...each, group: 'stock', c: each.a }), quantity: 1 + (each.b % 9) };
  const named = [
    { lotId, quantity },
    // As much as there is in several lots, often.
    { ...ofSku, quantity: quantity * 3 },
    { lines: [ofSku, { lotId, quantity: 1 + (each.a % 5) }, more] },
  ][each.b % 3];
  return message('stock.move-requested.v1', { from, to, ...named, requestedBy });
}

function expire({ books }: MemoryLedger, { a }: Ask): Received | undefined {
  const lot = picked(
    [...books.lots.values()].filter(({ stock }) => stock),
    a,
  );
  if (!lot) return undefined;
  const holders = [...books.holdings].flatMap(([id, lots]) => (lots.has(lot.lotId) ? [id] : []));
  return message('seatwright.expire-stock', { lotId: lot.lotId, holders }, { source: '/seatwright/ledger' });
}

/** Of a product, or of a device type over all products for it. */
function devicesOf(each: Ask) {
  const [accountId, sku] = [accountIn(each, each.a), skuIn(each)];
  const deviceType = deviceTypeOf(sku);
  return { accountId, ...(deviceType !== undefined && each.b % 2 === 0 ? { deviceType } : { sku }) };
}

/** Mostly about as many as there are licenses, where it matters. */
function countDevices({ books }: MemoryLedger, each: Ask, time: string): Received {
  const devices = devicesOf(each);
  const counted = 'sku' in devices ? countedBySku(devices.sku ?? '') : countedByType(devices.deviceType ?? '');
  const cover = coverOn(books, devices.accountId, counted, dateAt(time));
  const inUse = each.c % 3 === 0 ? each.b % 15 : Math.max(0, cover + 1 - (each.b % 8));
  return message('device-count.reported.v1', { ...devices, inUse }, { time });
}

const makers: Readonly<Record<string, Maker>> = {
  order,
  transfer,
  return: giveBack,
  purchase: counted('license.purchase-requested.v1', 'miradore', 'own'),
  decrease: counted('license.decrease-requested.v1', 'miradore', 'own'),
  'stock-purchase': counted('stock.purchase-requested.v1', 'stock'),
  'stock-move': stockMove,
  case: submitCase,
  comment: caseStep('seatwright.comment-transfer-case'),
  approve: caseStep('seatwright.approve-transfer-case'),
  refuse: caseStep('seatwright.refuse-transfer-case'),
  expire,
  count: countDevices,
  enrol: (_ledger, each, time) =>
    message(
      each.c % 3 === 0 ? 'device.unenrolled.v1' : 'device.enrolled.v1',
      { ...devicesOf(each), deviceId: `d${each.b}` },
      { time },
    ),
};

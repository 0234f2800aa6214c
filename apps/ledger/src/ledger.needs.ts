import type { EntitlementFulfilled } from '#contracts/entitlements.ts';
import { type Counted, countedBySku } from '#domain/licenses/books/lot.ts';
import type { Received } from '#runtime/slices/slice.ts';
import { askerOf, stockLinesOf, type WireLine } from './books/ledger.books.ts';
import { countedIn } from './reference/reference.slices.ts';

/** A request for licenses that `from` gives; `to` is the same account for a purchase or a decrease. */
export interface NeededLine {
  readonly from: string;
  readonly to: string;
  readonly line: WireLine;
}

/** Devices of an account, by a detail of theirs. */
export interface NeededDevices {
  readonly accountId: string;
  readonly counted: Counted;
  readonly detail: string;
}

/** What the decisions about a batch look at. */
export interface Needs {
  readonly accounts: Set<string>;
  /** Accounts whose people matter, with the MSP that they belong to. */
  readonly people: Set<string>;
  /** Who asks for something, and so has a right to it or has none (L11). */
  readonly askers: Set<string>;
  readonly products: Set<string>;
  readonly lines: NeededLine[];
  /** Accounts and products of which every lot matters (D5, D6). */
  readonly whole: { readonly accountId: string; readonly sku: string }[];
  /** Lots that may be there already. */
  readonly lots: Set<string>;
  /** Lots that end, with all who hold them. */
  readonly ending: Set<string>;
  readonly counts: { readonly accountId: string; readonly counted: Counted }[];
  /** Devices, by their id. */
  readonly devices: NeededDevices[];
  /** Absolute counts, by when they were made: devices that are newer matter (L5). */
  readonly reports: NeededDevices[];
  readonly transfers: Set<string>;
  readonly cases: Set<string>;
  /** Orders that may have been revised (O10). */
  readonly orders: Set<string>;
  /** Lots that the batch itself brings. */
  readonly granted: EntitlementFulfilled[];
}

/** Reads from messages what has to be loaded for them. */
export function needsOf(messages: readonly Received[]): Needs {
  const needs: Needs = {
    accounts: new Set(),
    people: new Set(),
    askers: new Set(),
    products: new Set(),
    lines: [],
    whole: [],
    lots: new Set(),
    ending: new Set(),
    counts: [],
    devices: [],
    reports: [],
    transfers: new Set(),
    cases: new Set(),
    orders: new Set(),
    granted: [],
  };
  for (const message of messages) read(needs, message);
  return needs;
}

/** Adds the accounts of a request and the people who may ask for it. */
export function needParties(needs: Needs, ...accountIds: readonly string[]): void {
  for (const accountId of accountIds) {
    needs.accounts.add(accountId);
    needs.people.add(accountId);
  }
}

/** Adds what a transfer of lines from one account to another looks at. */
export function needTransfer(needs: Needs, from: string, to: string, lines: readonly WireLine[]): void {
  needParties(needs, from, to);
  for (const line of lines) needs.lines.push({ from, to, line });
}

/** Adds what a move of stock looks at; of a product all lots, since how much is in stock is told (S2). */
function needStock(needs: Needs, from: string, to: string, lines: readonly WireLine[]): void {
  needTransfer(needs, from, to, lines);
  for (const { sku } of lines) if (sku !== undefined) needs.whole.push({ accountId: from, sku });
}

// The schema of the type has been checked; what is not of a known type needs nothing.
// biome-ignore lint/suspicious/noExplicitAny: which message it is, is known by its type alone
function read(needs: Needs, message: Received<any>): void {
  const { type, time, data } = message;
  const asker = askerOf(message);
  if (asker !== undefined) needs.askers.add(asker);
  switch (type) {
    case 'entitlement.fulfilled.v1':
      needs.granted.push(data);
      needs.lots.add(data.entitlementId);
      needs.accounts.add(data.accountId);
      needs.orders.add(data.orderNumber);
      for (const { accountId } of data.accounts) needs.accounts.add(accountId);
      return;
    case 'order.changed.v1':
      needs.orders.add(data.orderNumber);
      for (const { accountId } of data.accounts) needs.accounts.add(accountId);
      return;
    case 'account.updated.v1':
      needs.accounts.add(data.accountId);
      // Whoever administers the new parent may ask for something in the same batch.
      if (data.parentId !== undefined) needs.accounts.add(data.parentId);
      return;
    case 'administrator.updated.v1':
    case 'administrator.removed.v1':
      needs.people.add(data.accountId);
      return;
    case 'product.published.v1':
    case 'product.withdrawn.v1':
      needs.products.add(data.sku);
      return;
    case 'device-count.reported.v1':
      needs.counts.push({ accountId: data.accountId, counted: countedIn(data) });
      needs.reports.push({ accountId: data.accountId, counted: countedIn(data), detail: time });
      return;
    case 'device.enrolled.v1':
    case 'device.unenrolled.v1': {
      const { accountId, deviceId } = data;
      needs.counts.push({ accountId, counted: countedIn(data) });
      needs.devices.push({ accountId, counted: countedIn(data), detail: deviceId });
      return;
    }
    case 'license.transfer-requested.v1':
    case 'seatwright.submit-transfer-case':
      needTransfer(needs, data.from, data.to, data.lines);
      return;
    case 'license.return-requested.v1':
      needs.transfers.add(data.transferId);
      return;
    case 'license.purchase-requested.v1':
    case 'license.decrease-requested.v1':
    case 'stock.purchase-requested.v1':
      needParties(needs, data.accountId);
      needs.products.add(data.sku);
      needs.whole.push({ accountId: data.accountId, sku: data.sku });
      needs.counts.push({ accountId: data.accountId, counted: countedBySku(data.sku) });
      return;
    case 'stock.move-requested.v1':
      needStock(needs, data.from, data.to, stockLinesOf(data));
      return;
    case 'seatwright.expire-stock':
      needs.ending.add(data.lotId);
      for (const holder of data.holders) needs.accounts.add(holder);
      return;
    case 'seatwright.comment-transfer-case':
    case 'seatwright.approve-transfer-case':
    case 'seatwright.refuse-transfer-case':
    case 'seatwright.withdraw-transfer-case':
      needs.cases.add(data.caseId);
      return;
  }
}

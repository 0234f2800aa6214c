import { isDeepStrictEqual } from 'node:util';
import { lineFactNames } from '#domain/values/order-facts.ts';
import { minorOf } from '#test/support/oracle/invoices/oracle-changes.ts';
import type { Heard } from './memory-intake.ts';

/** What has to be true of an order after a revision was accepted, read from the message alone. */

// biome-ignore lint/suspicious/noExplicitAny: read as a foreign system reads JSON
type Json = any;

const headerFields = ['revision', 'purchaseOrder', 'buyerReference', 'placedAt', 'currency', 'note'];
const lineFields = ['sku', 'quantity', 'requestedShipDate', 'activationDate', ...lineFactNames, 'note'];

/** O10: every field of what was accepted is there afterwards, the unknown ones too. */
export function expectTaken(order: Json, data: Json, before: Json): void {
  expectSame(pick(order, headerFields), pick(data, headerFields));
  expectSame(order.accounts, data.accounts);
  expectSame(mailboxes(order.emails), mailboxes(data.emails));
  expect(order.state).toBe('accepted');
  expectSame(
    order.lines.map(({ lineNumber }: Json) => lineNumber),
    data.lines.map(({ lineNumber }: Json) => lineNumber),
  );
  for (const asked of data.lines) {
    const line = order.lines.find((each: Json) => each.lineNumber === asked.lineNumber);
    const earlier = before?.lines.find((each: Json) => each.lineNumber === asked.lineNumber);
    const isKept = earlier?.sku === asked.sku;
    // A field that is left out of a released line asks for no change; a term that is left out stays while the product does.
    const left = earlier?.state === 'released' ? pick(earlier, ['requestedShipDate', 'activationDate', 'kind']) : {};
    const kind = asked.kind ?? 'initial';
    expectSame(pick(line, lineFields), pick({ ...left, ...asked }, lineFields));
    expect(minorOf(line.unitPrice, data.currency)).toBe(minorOf(asked.unitPrice, data.currency));
    const catalogTerm = asked.sku === 'AP-1Y' || asked.sku === 'GONE-1Y' ? 12 : undefined;
    expect(line.termMonths).toBe(asked.termMonths ?? (isKept ? earlier.termMonths : catalogTerm));
    expect(line.kind).toBe(kind);
  }
}

/** O10: and it is announced to whoever follows. */
export function expectTold(told: Json, data: Json, before: Json): void {
  const header = headerFields.filter((name) => name !== 'note' && name !== 'placedAt');
  expectSame(pick(told, header), pick(data, header));
  expect(Date.parse(told.placedAt ?? '')).toBe(Date.parse(data.placedAt ?? ''));
  expectSame(told.accounts, data.accounts);
  expectSame(mailboxes(told.emails), mailboxes(data.emails));
  for (const asked of data.lines) {
    const line = told.lines.find((each: Json) => each.lineNumber === asked.lineNumber);
    const earlier = before?.lines.find((each: Json) => each.lineNumber === asked.lineNumber);
    const left = earlier?.state === 'released' ? pick(earlier, ['requestedShipDate', 'activationDate']) : {};
    const fields = lineFields.filter((name) => name !== 'note');
    expectSame(pick(line, fields), pick({ ...left, ...asked }, fields));
  }
}

/** O3: what is due goes out at once, and nothing else. */
export function expectShipped({ announced }: Heard, data: Json, now: string): void {
  const shipped = announced.flatMap(({ type, data: said }) => (type === 'shipment.released.v1' ? said.lines : []));
  for (const line of shipped) {
    const asked = data.lines.find((each: Json) => each.lineNumber === line.lineNumber);
    expect((asked.requestedShipDate ?? '') <= now.slice(0, 10)).toBe(true);
  }
}

/** Two deliveries that say the same are one: the order of lists, the form of prices, instants and addresses, unknown fields. */
export function formOf({ purchaseOrder, buyerReference, placedAt, currency, accounts, emails, lines }: Json): string {
  const sorted = (list: Json[]) => list.map((each) => JSON.stringify(each)).sort();
  return JSON.stringify([
    ...[purchaseOrder, buyerReference, placedAt && Date.parse(placedAt), currency, mailboxes(emails)],
    sorted(accounts.map((each: Json) => [each.accountId, each.role, each.name, each.country])),
    sorted(
      lines.map((line: Json) => [
        ...[line.lineNumber, line.sku, line.quantity, String(Number(line.unitPrice)), line.kind ?? 'initial'],
        ...[line.termMonths, line.requestedShipDate, line.activationDate, ...lineFactNames.map((name) => line[name])],
      ]),
    ),
  ]);
}

function mailboxes(emails: readonly string[]): string[] {
  return [...new Set(emails.map((email) => email.toLowerCase()))].sort();
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.flatMap((name) => (from?.[name] === undefined ? [] : [[name, from[name]]])));
}

export function expectSame(actual: unknown, expected: unknown): void {
  if (!isDeepStrictEqual(actual, expected)) expect(actual).toEqual(expected);
}

export function codesOf({ announced }: Heard): string[] {
  return announced.flatMap(({ data }) => (data.violations ?? []).map(({ code }: Json) => code));
}

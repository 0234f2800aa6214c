import { parseMinor } from '../../values/money.ts';
import type { Violation } from '../../values/violation.ts';
import {
  type BilledLine,
  isCancelled,
  type Order,
  type OrderBooks,
  type OrderDraft,
  type OrderLine,
  type RequestedLine,
} from '../order.ts';

/** What of an order stays once it has gone out, or is billed. */

const fixedFields = [
  'sku',
  'quantity',
  'unitPrice',
  'kind',
  'termMonths',
  'requestedShipDate',
  'activationDate',
] as const;

/** O4: what has gone out stays what it was. */
export function releasedLinesUnchanged(draft: OrderDraft, _books: OrderBooks, known: Order | undefined): Violation[] {
  if (!known || !draft.lines || isCancelled(known)) return [];
  return known.lines
    .filter((line) => line.state === 'released')
    .flatMap((released) => {
      const index = draft.lines?.findIndex((line) => line?.lineNumber === released.lineNumber) ?? -1;
      const asked = draft.lines?.[index];
      if (!asked) return [releasedViolation(released, 'lines', 'removed', 'in the order')];
      return fixedFields
        .filter((field) => differs(field, asked, released, known.currency))
        .map((field) =>
          releasedViolation(
            released,
            `lines[${index}].${field}`,
            String(asked[field]),
            String(released[field] ?? 'none'),
          ),
        );
    });
}

/** A field that is left out of a released line asks for no change. */
function differs(
  field: (typeof fixedFields)[number],
  asked: Partial<RequestedLine>,
  released: OrderLine,
  currency: string,
): boolean {
  const value = asked[field];
  if (value === undefined || value === released[field]) return false;
  if (field !== 'unitPrice') return true;
  return parseMinor(String(value), currency) !== parseMinor(released.unitPrice, currency);
}

function releasedViolation(line: OrderLine, path: string, actual: string, limit: string): Violation {
  return {
    code: 'LINE_RELEASED',
    path,
    line: line.lineNumber,
    value: actual,
    message: `line ${line.lineNumber} was released in shipment ${line.shipmentId} and can no longer be changed`,
    limit,
    actual,
    remedy: 'leave the line as it was; order the difference as a new line or a new order',
  };
}

/**
 * O10: released lines were assigned to that customer and priced in that currency; once one is billed, it is billed to that payer.
 */
export function releasedTermsUnchanged(draft: OrderDraft, books: OrderBooks, known: Order | undefined): Violation[] {
  if (!known?.lines.some((line) => line.state === 'released')) return [];
  const [customer, customerBefore] = [endCustomerOf(draft.accounts), endCustomerOf(known.accounts)];
  const [payer, payerBefore] = [payerOf(draft.accounts), payerOf(known.accounts)];
  // Where the end customer pays before and after, a change of that one is told once.
  const paysItself = payer === customer && payerBefore === customerBefore;
  const because = 'lines have been released';
  const billed = books.billed.get(known.orderNumber) ?? [];
  const terms = [
    {
      what: 'the currency',
      because,
      path: 'currency',
      actual: draft.currency,
      limit: known.currency,
      remedy: 'place a new order for it',
    },
    {
      what: 'the end customer',
      because,
      path: 'accounts',
      remedy: 'place a new order for it',
      actual: customer,
      limit: customerBefore,
    },
    {
      what: 'who pays (bill-to, else sold-to, else end-customer)',
      because: billedOn(billed),
      path: 'accounts',
      actual: paysItself || billed.length === 0 ? payerBefore : payer,
      limit: payerBefore,
      remedy: 'leave the payer as it was, and order what another account pays for as an order of its own',
    },
  ];
  return terms
    .filter(({ actual, limit }) => actual !== undefined && actual !== limit)
    .map(({ what, because: why, path, actual, limit, remedy }) => ({
      code: 'RELEASED_TERMS_FIXED',
      path,
      value: actual,
      message: `${what} cannot change from ${limit} to ${actual}: ${why}`,
      limit,
      actual,
      remedy,
    }));
}

/** O10: names each invoice once, and a few where they are many. */
function billedOn(billed: readonly BilledLine[]): string {
  const numbers = [...new Set(billed.flatMap(({ invoiceNumber }) => invoiceNumber || []))].sort();
  if (numbers.length === 0) return 'lines were released before it was kept what is billed, and may be on an invoice';
  const more = numbers.length > 5 ? ` and ${numbers.length - 5} more` : '';
  return `the order is billed on invoice ${numbers.slice(0, 5).join(', ')}${more}`;
}

function endCustomerOf(accounts: OrderDraft['accounts']): string | undefined {
  return accountIn('end-customer', accounts);
}

/** I7: undefined also where a role cannot be read, which may be the payer's; then that is what is wrong. */
function payerOf(accounts: OrderDraft['accounts']): string | undefined {
  if (accounts?.some((account) => account?.role === undefined)) return undefined;
  const [billTo, soldTo] = [accountIn('bill-to', accounts), accountIn('sold-to', accounts)];
  return billTo ?? soldTo ?? (accounts && endCustomerOf(accounts));
}

function accountIn(role: string, accounts: OrderDraft['accounts']): string | undefined {
  return accounts?.find((account) => account?.role === role)?.accountId;
}

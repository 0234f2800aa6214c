import { isCurrency, parseMinor } from '../values/money.ts';
import { tooManyDecimals, unknownCurrency } from '../values/price.ts';
import type { Violation } from '../values/violation.ts';
import {
  type BilledLine,
  isCancelled,
  type Order,
  type OrderBooks,
  type OrderDraft,
  type OrderLine,
  type RequestedLine,
} from './order.ts';

/** Checks of a request against the catalog and against what the order already is (O4, O5); each lists all it finds. */
type Rule = (draft: OrderDraft, books: OrderBooks, known: Order | undefined) => readonly Violation[];

const rules: readonly Rule[] = [
  oneEndCustomer,
  onePayer,
  knownCurrency,
  distinctLineNumbers,
  soldProducts,
  pricesInCurrency,
  notCancelled,
  releasedLinesUnchanged,
  releasedTermsUnchanged,
];

/** Everything that the rules have against a request, in the order of the rules. Parts that could not be read are skipped. */
export function violationsOf(draft: OrderDraft, books: OrderBooks, known: Order | undefined): Violation[] {
  return rules.flatMap((rule) => rule(draft, books, known));
}

function oneEndCustomer(draft: OrderDraft): Violation[] {
  if (!draft.accounts) return [];
  const count = draft.accounts.filter((account) => account?.role === 'end-customer').length;
  // An account whose role could not be read may be the one: then that is what is wrong.
  if (count === 1 || (count === 0 && draft.accounts.some((account) => account?.role === undefined))) return [];
  return [
    {
      code: 'END_CUSTOMER_COUNT',
      path: 'accounts',
      message: `the order names ${count} end customers`,
      limit: '1',
      actual: String(count),
      remedy: 'give exactly one account the role end-customer',
    },
  ];
}

// With two of them, one would be billed and nobody would be told which.
function onePayer({ accounts = [] }: OrderDraft): Violation[] {
  return (['bill-to', 'sold-to'] as const).flatMap((role) => {
    const ids = new Set(accounts.filter((account) => account?.role === role).map((account) => account?.accountId));
    if (ids.size <= 1) return [];
    const named = [...ids].map((id) => id ?? 'one that cannot be read').join(', ');
    return [
      {
        code: 'PAYER_COUNT',
        path: 'accounts',
        value: named,
        message: `the order names ${ids.size} accounts with the role ${role}: ${named}`,
        limit: '1',
        actual: String(ids.size),
        remedy: `give at most one account the role ${role}; send what another account pays for as an order of its own`,
      },
    ];
  });
}

function knownCurrency({ currency }: OrderDraft): Violation[] {
  if (currency === undefined || isCurrency(currency)) return [];
  return [unknownCurrency(currency)];
}

function distinctLineNumbers({ lines = [] }: OrderDraft): Violation[] {
  const seen = new Set<number>();
  return lines.flatMap((line, index) => {
    if (line?.lineNumber === undefined) return [];
    if (!seen.has(line.lineNumber)) {
      seen.add(line.lineNumber);
      return [];
    }
    return [
      {
        code: 'DUPLICATE_LINE_NUMBER',
        path: `lines[${index}].lineNumber`,
        line: line.lineNumber,
        value: String(line.lineNumber),
        message: `line number ${line.lineNumber} stands more than once`,
        remedy: 'number the lines of an order differently',
      },
    ];
  });
}

function soldProducts({ lines = [] }: OrderDraft, books: OrderBooks, known: Order | undefined): Violation[] {
  return lines.flatMap((line, index) => {
    if (line?.sku === undefined) return [];
    const product = books.products.get(line.sku);
    if (product && !product.withdrawn) return [];
    // A line that stays as it is was sold when it was ordered.
    if (known?.lines.some((before) => before.lineNumber === line.lineNumber && before.sku === line.sku)) return [];
    const at = { path: `lines[${index}].sku`, line: line.lineNumber, value: line.sku };
    return product
      ? [{ code: 'WITHDRAWN_SKU', ...at, message: `${line.sku} is no longer sold`, remedy: 'order another product' }]
      : [
          {
            code: 'UNKNOWN_SKU',
            ...at,
            message: `${line.sku} is not in the product catalog`,
            remedy:
              'publish the product on topic catalog, or correct the sku, and send the order again with a higher revision',
          },
        ];
  });
}

function pricesInCurrency({ currency, lines = [] }: OrderDraft): Violation[] {
  if (currency === undefined || !isCurrency(currency)) return [];
  return lines.flatMap((line, index) => {
    if (line?.unitPrice === undefined || parseMinor(line.unitPrice, currency) !== undefined) return [];
    return [{ ...tooManyDecimals(`lines[${index}].unitPrice`, line.unitPrice, currency), line: line.lineNumber }];
  });
}

function notCancelled(draft: OrderDraft, _books: OrderBooks, known: Order | undefined): Violation[] {
  if (!known || !isCancelled(known)) return [];
  return [
    {
      code: 'ORDER_CANCELLED',
      path: 'orderNumber',
      value: draft.orderNumber,
      message: `order ${known.orderNumber} was cancelled by revision ${known.revision}`,
      remedy: 'place a new order',
    },
  ];
}

const fixedFields = [
  'sku',
  'quantity',
  'unitPrice',
  'kind',
  'termMonths',
  'requestedShipDate',
  'activationDate',
] as const;

// O4: what has gone out stays what it was.
function releasedLinesUnchanged(draft: OrderDraft, _books: OrderBooks, known: Order | undefined): Violation[] {
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

// The released lines were assigned to that customer and priced in that currency; once one is billed, it is billed to that payer.
function releasedTermsUnchanged(draft: OrderDraft, books: OrderBooks, known: Order | undefined): Violation[] {
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

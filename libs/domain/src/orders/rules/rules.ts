import { isCurrency, parseMinor } from '../../values/money.ts';
import { tooManyDecimals, unknownCurrency } from '../../values/price.ts';
import type { Violation } from '../../values/violation.ts';
import { isCancelled, type Order, type OrderBooks, type OrderDraft } from '../order.ts';
import { releasedLinesUnchanged, releasedTermsUnchanged } from './released.ts';

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

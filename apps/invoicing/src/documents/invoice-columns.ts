import type { FontSet } from '#documents/fonts/files/noto-fonts.ts';
import type { ShapedText } from '#documents/fonts/shape.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import type { LineGroup } from './line-groups.ts';
import { type Presented, percent } from './presented.ts';

/** The font size of lines. */
export const size = 9;
/** Where figures of amounts end, from the left margin. */
export const amountEdge = 499;

const gap = 10;
/** What columns have at least, so that documents with usual figures look alike. */
const smallest = { month: 47, quantity: 44, price: 58, rate: 28, amount: 66 };

/** Where the columns of a document are, from the left margin: figures end at theirs, the month begins at its own. */
export interface Columns {
  readonly descriptionWidth: number;
  readonly month: number;
  readonly quantity: number;
  readonly price: number;
  readonly rate: number;
  readonly amount: number;
}

/** The figures of a line as they are written. */
export interface Figures {
  readonly quantity: ShapedText;
  readonly price: ShapedText;
  readonly rate: ShapedText;
  readonly amount: ShapedText;
}

export function figuresOfLine({ regular }: FontSet, line: InvoiceLine, { issued, wording }: Presented): Figures {
  const { quantity, unitPriceMinor, taxRate, amountMinor } = line;
  return {
    quantity: regular(wording.quantity(quantity)),
    price: regular(wording.money(unitPriceMinor, issued.currency)),
    rate: regular(wording.percent(percent(taxRate))),
    amount: regular(wording.money(amountMinor, issued.currency)),
  };
}

/** What the lines of a group come to, as it is written. */
export function sumOf({ semibold }: FontSet, { netMinor }: LineGroup, { issued, wording }: Presented): ShapedText {
  return semibold(wording.money(netMinor, issued.currency));
}

/** Every column is as wide as its widest figure; the description has what is left. */
export function columnsOf(fonts: FontSet, document: Presented, groups: readonly LineGroup[]): Columns {
  const widths = { ...smallest };
  const widen = (column: keyof Figures, { width }: ShapedText): void => {
    widths[column] = Math.max(widths[column], (width * size) / 1000);
  };
  for (const group of groups) {
    widen('amount', sumOf(fonts, group, document));
    for (const line of group.lines) {
      const month = fonts.regular(document.wording.shortMonth(line.month));
      widths.month = Math.max(widths.month, (month.width * size) / 1000);
      const figures = figuresOfLine(fonts, line, document);
      for (const column of ['quantity', 'price', 'rate', 'amount'] as const) widen(column, figures[column]);
    }
  }
  const rate = amountEdge - widths.amount - gap;
  const price = rate - widths.rate - gap;
  const quantity = price - widths.price - gap;
  const month = quantity - widths.quantity - gap - widths.month;
  return { descriptionWidth: month - gap, month, quantity, price, rate, amount: amountEdge };
}

import { rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import type { ShapedText } from '#documents/fonts/shape.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import { brand } from '#documents/letterhead.ts';
import type { Element } from '#documents/pdf/structure.ts';
import { cleanText, longDate, quantityText } from '#documents/text.ts';
import type { InvoiceLine } from '#domain/invoices/invoice.ts';
import { groupsOf, type LineGroup } from './line-groups.ts';
import { causeText } from './line-text.ts';
import { moneyText } from './money-text.ts';
import { type Presented, percent } from './presented.ts';

/** Right edges of the columns of figures, from the left margin; the description has what is left of them. */
const edges = { quantity: 317, price: 385, rate: 423, amount: 499 };
const descriptionWidth = 205;
const monthX = 216;
const size = 9;
const leading = 12;

/** The lines of a document in groups; long ones go on over the pages, each under the table's head again (I6). */
export function drawLines(flow: Flow, document: Presented): void {
  const { structure } = flow.canvas;
  flow.ensure(80);
  const table = structure.append(structure.root, 'Table');
  drawHead(flow, table);
  for (const group of groupsOf(document.lines)) {
    drawGroupTitle(flow, table, group, document.issued.currency);
    for (const line of group.lines) drawLine(flow, table, line, document);
    flow.y += 6;
  }
}

function drawHead(flow: Flow, table: Element): void {
  const row = flow.canvas.structure.append(table, 'TR');
  const label = (text: string) => flow.fonts.regular(text);
  const place = (text: ShapedText, x: number) => figure(flow, row, 'TH', text, x, flow.y, 8, brand.muted);
  put(flow, row, 'TH', [label('Description')], flow.left, flow.y, 8, brand.muted);
  put(flow, row, 'TH', [label('Month')], flow.left + monthX, flow.y, 8, brand.muted);
  place(label('Quantity'), edges.quantity);
  place(label('Unit price'), edges.price);
  place(label('Tax'), edges.rate);
  place(label('Amount'), edges.amount);
  rule(flow, flow.y + 5);
  flow.y += 20;
}

function drawGroupTitle(flow: Flow, table: Element, group: LineGroup, currency: string): void {
  if (flow.ensure(52)) drawHead(flow, table);
  const row = flow.canvas.structure.append(table, 'TR');
  const title = wrapText(cleanText(group.title, 120), flow.fonts.semibold, size, 400, 1);
  put(flow, row, 'TH', title, flow.left, flow.y, size, brand.accent, 'Row');
  const sum = flow.fonts.semibold(moneyText(group.netMinor, currency));
  figure(flow, row, 'TD', sum, edges.amount, flow.y, size, brand.accent);
  flow.y += 15;
}

function drawLine(flow: Flow, table: Element, line: InvoiceLine, { issued, isCredit }: Presented): void {
  const { fonts } = flow;
  const name = wrapText(cleanText(`${line.name.trim() || line.sku}`, 200), fonts.regular, size, descriptionWidth, 4);
  const because = causeText(line, isCredit);
  const under = because ? `${line.sku} · ${because}` : line.sku;
  const small = wrapText(cleanText(under, 400), fonts.regular, 7.5, because ? 470 : descriptionWidth, 4);
  const height = name.length * leading + small.length * 10 + 5;
  if (flow.ensure(height)) drawHead(flow, table);
  const row = flow.canvas.structure.append(table, 'TR');
  const { y } = flow;
  const description = flow.canvas.structure.append(row, 'TD');
  flow.canvas.within(description, () => {
    name.forEach((text, index) => void flow.canvas.text(text, flow.left, y + index * leading, size, brand.ink));
    small.forEach((text, index) => {
      flow.canvas.text(text, flow.left, y + (name.length - 1) * leading + 10.5 + index * 10, 7.5, brand.muted);
    });
  });
  const value = (text: string, edge: number) => figure(flow, row, 'TD', fonts.regular(text), edge, y, size, brand.ink);
  put(flow, row, 'TD', [fonts.regular(monthText(line.month))], flow.left + monthX, y, size, brand.ink);
  value(signed(line.quantity), edges.quantity);
  value(moneyText(line.unitPriceMinor, issued.currency), edges.price);
  value(`${percent(line.taxRate)} %`, edges.rate);
  value(moneyText(line.amountMinor, issued.currency), edges.amount);
  flow.y += height;
}

function put(
  flow: Flow,
  row: Element,
  type: 'TH' | 'TD',
  lines: readonly ShapedText[],
  x: number,
  y: number,
  at: number,
  color: string,
  scope: 'Row' | 'Column' = 'Column',
): void {
  const element = flow.canvas.structure.append(row, type, type === 'TH' ? { scope } : {});
  flow.canvas.within(element, () => {
    lines.forEach((text, index) => void flow.canvas.text(text, x, y + index * leading, at, color));
  });
}

/** A cell whose text ends at an edge, counted from the left margin. */
export function figure(
  flow: Flow,
  row: Element,
  type: 'TH' | 'TD',
  text: ShapedText,
  edge: number,
  y: number,
  at: number,
  color: string,
): void {
  put(flow, row, type, [text], flow.left + edge - (text.width * at) / 1000, y, at, color);
}

/** `Dec 2026` */
function monthText(month: string): string {
  const [, name = '', year = ''] = longDate(`${month}-01`).split(' ');
  return `${name.slice(0, 3)} ${year}`;
}

function signed(quantity: number): string {
  return quantity < 0 ? `\u2212${quantityText(-quantity)}` : quantityText(quantity);
}

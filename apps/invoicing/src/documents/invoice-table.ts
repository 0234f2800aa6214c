import { rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import type { ShapedText } from '#documents/fonts/shape.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import type { Wording } from '#documents/languages/wording.ts';
import { brand } from '#documents/letterhead.ts';
import type { Element } from '#documents/pdf/structure.ts';
import { cleanText } from '#documents/text.ts';
import type { InvoiceLine } from '#domain/invoices/owed/line.ts';
import { type Columns, columnsOf, type Figures, figuresOfLine, size, sumOf } from './invoice-columns.ts';
import { groupsOf, type LineGroup } from './line-groups.ts';
import { causeText } from './line-text.ts';
import type { Presented } from './presented.ts';

const leading = 12;
const headHeight = 20;
const titleHeight = 15;

interface Table {
  readonly flow: Flow;
  readonly element: Element;
  readonly columns: Columns;
  readonly wording: Wording;
}

/** A line with its texts broken to the columns. */
interface LaidOutLine {
  readonly name: readonly ShapedText[];
  readonly small: readonly ShapedText[];
  readonly month: ShapedText;
  readonly figures: Figures;
  readonly height: number;
}

/** The lines of a document in groups; long ones go on over the pages, under the table's head and their title again (I6). */
export function drawLines(flow: Flow, document: Presented): void {
  const { structure } = flow.canvas;
  flow.ensure(80);
  const groups = groupsOf(document);
  const columns = columnsOf(flow.fonts, document, groups);
  const table = { flow, columns, element: structure.append(structure.root, 'Table'), wording: document.wording };
  drawHead(table);
  for (const group of groups) {
    const lines = group.lines.map((line) => layOut(table, line, document));
    if (flow.ensure(titleHeight + (lines[0]?.height ?? 0))) drawHead(table);
    drawTitle(table, group.title, sumOf(flow.fonts, group, document));
    for (const line of lines) drawLine(table, group, line);
    flow.y += 6;
  }
}

function drawHead({ flow, element, columns, wording: { say } }: Table): void {
  const row = flow.canvas.structure.append(element, 'TR');
  const label = (text: string) => flow.fonts.regular(text);
  const place = (text: ShapedText, x: number) => figure(flow, row, 'TH', text, x, flow.y, 8, brand.muted);
  put(flow, row, 'TH', [label(say('invoice.description'))], flow.left, flow.y, 8, brand.muted);
  put(flow, row, 'TH', [label(say('invoice.month'))], flow.left + columns.month, flow.y, 8, brand.muted);
  place(label(say('invoice.quantity')), columns.quantity);
  place(label(say('invoice.unitPrice')), columns.price);
  place(label(say('invoice.tax')), columns.rate);
  place(label(say('invoice.amount')), columns.amount);
  rule(flow, flow.y + 5);
  flow.y += headHeight;
}

/** The title of a group, with what it comes to where it begins. */
function drawTitle({ flow, element, columns }: Table, text: string, sum?: ShapedText): void {
  const row = flow.canvas.structure.append(element, 'TR');
  const title = wrapText(cleanText(text, 160), flow.fonts.semibold, size, columns.rate, 1);
  put(flow, row, 'TH', title, flow.left, flow.y, size, brand.accent, 'Row');
  if (sum) figure(flow, row, 'TD', sum, columns.amount, flow.y, size, brand.accent);
  flow.y += titleHeight;
}

function layOut({ flow, columns, wording }: Table, line: InvoiceLine, document: Presented): LaidOutLine {
  const { fonts } = flow;
  const { descriptionWidth } = columns;
  const name = wrapText(cleanText(line.name.trim() || line.sku, 200), fonts.regular, size, descriptionWidth, 8);
  const because = causeText(line, document.isCredit, wording, document.issued.buyer.timeZone);
  const days = line.share && wording.say('invoice.days', line.share);
  const under = [line.sku, days, because].filter(Boolean).join(' · ');
  const small = wrapText(cleanText(under, 400), fonts.regular, 7.5, because ? 470 : descriptionWidth, 4);
  const height = name.length * leading + small.length * 10 + 5;
  const month = fonts.regular(wording.shortMonth(line.month));
  return { name, small, month, figures: figuresOfLine(fonts, line, document), height };
}

function drawLine(table: Table, group: LineGroup, { name, small, month, figures, height }: LaidOutLine): void {
  const { flow, element, columns } = table;
  if (flow.ensure(height)) {
    drawHead(table);
    drawTitle(table, table.wording.say('invoice.continued', { title: group.title }));
  }
  const row = flow.canvas.structure.append(element, 'TR');
  const { y } = flow;
  const description = flow.canvas.structure.append(row, 'TD');
  flow.canvas.within(description, () => {
    name.forEach((text, index) => void flow.canvas.text(text, flow.left, y + index * leading, size, brand.ink));
    small.forEach((text, index) => {
      flow.canvas.text(text, flow.left, y + (name.length - 1) * leading + 10.5 + index * 10, 7.5, brand.muted);
    });
  });
  put(flow, row, 'TD', [month], flow.left + columns.month, y, size, brand.ink);
  for (const column of ['quantity', 'price', 'rate', 'amount'] as const) {
    figure(flow, row, 'TD', figures[column], columns[column], y, size, brand.ink);
  }
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

import { paragraph, rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import type { Shaper } from '#documents/fonts/shape.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import { brand } from '#documents/letterhead.ts';
import { cleanText, longDate } from '#documents/text.ts';
import type { LegalWay } from '#domain/invoices/documents/legal-way.ts';
import { amountEdge } from './invoice-columns.ts';
import { figure } from './invoice-table.ts';
import { moneyText } from './money-text.ts';
import type { Presented } from './presented.ts';

/** Where labels begin, from the left margin, unless their figures need the room. */
const usualLabelX = 250;
const rowSize = 9;
const totalSize = 12;

/** Net, tax by rate, and what it all comes to; never torn apart by the end of a page. */
export function drawTotals(flow: Flow, document: Presented): void {
  const { issued, taxes, netMinor, totalMinor, isCredit } = document;
  const { currency } = issued;
  const { canvas, fonts } = flow;
  flow.ensure(58 + 16 * taxes.length);
  rule(flow, flow.y - 8);
  flow.y += 6;
  const rows: [string, bigint][] = [
    ['Net', netMinor],
    ...taxes.map(({ category, rate, netMinor: net, taxMinor }): [string, bigint] => {
      return [`${taxLabel(category, rate)} on ${moneyText(net, currency)}`, taxMinor];
    }),
  ];
  const total = `${isCredit ? 'Total credited' : 'Total'} (${currency})`;
  const widthOf = (shape: Shaper, at: number, label: string, minor: bigint): number =>
    ((shape(label).width + shape(moneyText(minor, currency)).width) * at) / 1000 + 12;
  const widest = rows.reduce(
    (width, [label, minor]) => Math.max(width, widthOf(fonts.regular, rowSize, label, minor)),
    widthOf(fonts.semibold, totalSize, total, totalMinor),
  );
  const labelX = Math.min(usualLabelX, amountEdge - widest);
  const table = canvas.structure.append(canvas.structure.root, 'Table');
  const row = (label: string, minor: bigint, shape: Shaper, at: number, color: string): void => {
    const element = canvas.structure.append(table, 'TR');
    canvas.within(canvas.structure.append(element, 'TH', { scope: 'Row' }), () => {
      canvas.text(shape(label), flow.left + labelX, flow.y, at, color);
    });
    figure(flow, element, 'TD', shape(moneyText(minor, currency)), amountEdge, flow.y, at, brand.ink);
    flow.y += 16;
  };
  for (const [label, minor] of rows) row(label, minor, fonts.regular, rowSize, brand.muted);
  flow.y += 4;
  canvas.decorate(() => {
    canvas.box(flow.left + labelX - 10, flow.y - 14, amountEdge - labelX + 10, 22, brand.panel);
  });
  row(total, totalMinor, fonts.semibold, totalSize, brand.ink);
  flow.y += 14;
}

function taxLabel(category: Presented['taxes'][number]['category'], rate: string): string {
  switch (category) {
    case 'E':
      return 'Exempt from VAT';
    case 'AE':
      return 'VAT 0 %, reverse charge';
    case 'G':
      return 'VAT 0 %, export';
    default:
      return `VAT ${rate} %`;
  }
}

/** How it is to be paid, or what becomes of it, and why nothing is taxed where that is so. */
export function drawPayment(flow: Flow, document: Presented): void {
  const { root } = flow.canvas.structure;
  for (const text of paymentTexts(document)) {
    const lines = wrapText(cleanText(text, 600), flow.fonts.regular, 9, flow.right - flow.left);
    flow.ensure(lines.length * 13);
    paragraph(flow, root, 'P', lines, 9, brand.ink);
    flow.y += 2;
  }
}

/** What a document says of lines that nothing is taxed of, where the reason alone is not enough. */
const whyUntaxed: Readonly<Record<string, string>> = {
  AE: 'Reverse charge: VAT is to be accounted for by the recipient (Article 196 of Directive 2006/112/EC).',
  G: 'Not taxed: supplied to a recipient outside the European Union.',
};

/** What a document says that is a copy before the law. */
const copyTexts: Readonly<Record<LegalWay, string>> = {
  ksef: 'Between businesses in Poland the legal invoice is the one in KSeF; this is a copy of it.',
  sdi: 'Between businesses in Italy the legal invoice is the one in the Sistema di Interscambio; this is a copy of it.',
  'e-factura': 'Between businesses in Romania the legal invoice is the one in RO e-Factura; this is a copy of it.',
  peppol: 'Between businesses in Belgium the legal invoice is the structured one; this is a copy of it.',
  'approved-platform':
    'Between businesses in France the legal invoice goes through an approved platform; this is a copy of it.',
};

function paymentTexts(document: Presented): string[] {
  const { legalWay } = document;
  return [...settlementTexts(document), ...(legalWay ? [copyTexts[legalWay]] : [])];
}

function settlementTexts({ issued, isCredit, taxes, totalMinor }: Presented): string[] {
  const { seller, dueOn, number, currency } = issued;
  const exempt = [...new Set(taxes.flatMap(({ category, reason }) => whyUntaxed[category] ?? reason ?? []))];
  const total = `${moneyText(totalMinor, currency)} ${currency}`;
  if (isCredit) return [`${total} are to be set off against what is open.`, ...exempt];
  if (totalMinor === 0n || !dueOn) return ['Nothing is to be paid.', ...exempt];
  const account = seller.iban ? ` to ${iban(seller.iban)}${seller.bic ? ` (BIC ${seller.bic})` : ''}` : '';
  return [`Please pay ${total} by ${longDate(dueOn)}${account}, with reference ${number}.`, ...exempt];
}

// In fours, as banks print it.
function iban(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1\u00a0');
}

import { paragraph, rule } from '#documents/blocks.ts';
import type { Flow } from '#documents/flow.ts';
import type { Shaper } from '#documents/fonts/shape.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import { brand } from '#documents/letterhead.ts';
import { cleanText } from '#documents/text.ts';
import { amountEdge } from './invoice-columns.ts';
import { figure } from './invoice-table.ts';
import type { Presented } from './presented.ts';

/** Where labels begin, from the left margin, unless their figures need the room. */
const usualLabelX = 250;
const rowSize = 9;
const totalSize = 12;

/** Net, tax by rate, and what it all comes to; never torn apart by the end of a page. */
export function drawTotals(flow: Flow, document: Presented): void {
  const { issued, taxes, netMinor, totalMinor, isCredit, wording } = document;
  const { say } = wording;
  const { currency } = issued;
  const moneyText = (minor: bigint) => wording.money(minor, currency);
  const { canvas, fonts } = flow;
  flow.ensure(58 + 16 * taxes.length);
  rule(flow, flow.y - 8);
  flow.y += 6;
  const rows: [string, bigint][] = [
    [say('invoice.net'), netMinor],
    ...taxes.map(({ category, rate, netMinor: net, taxMinor }): [string, bigint] => {
      const tax = say(taxLabel(category), { rate: wording.percent(rate) });
      return [say('invoice.taxOn', { tax, net: moneyText(net) }), taxMinor];
    }),
  ];
  const total = say(isCredit ? 'invoice.totalCredited' : 'invoice.total', { currency });
  const widthOf = (shape: Shaper, at: number, label: string, minor: bigint): number =>
    ((shape(label).width + shape(moneyText(minor)).width) * at) / 1000 + 12;
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
    figure(flow, element, 'TD', shape(moneyText(minor)), amountEdge, flow.y, at, brand.ink);
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

/** What is said of a rate where it is more than its figure. */
function taxLabel(category: Presented['taxes'][number]['category']) {
  switch (category) {
    case 'E':
      return 'invoice.exempt';
    case 'AE':
      return 'invoice.reverseCharge';
    case 'O':
      return 'invoice.notSubject';
    case 'G':
      return 'invoice.export';
    default:
      return 'invoice.vat';
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
function whyUntaxed({ taxes, wording: { say } }: Presented): string[] {
  const texts = taxes.flatMap(({ category, reason }) => {
    if (category === 'AE') return say('invoice.whyReverseCharge');
    return category === 'G' ? say('invoice.whyExport') : (reason ?? []);
  });
  return [...new Set(texts)];
}

function paymentTexts(document: Presented): string[] {
  const { legalWay, wording } = document;
  const copy = legalWay ? [wording.say(`invoice.copy.${legalWay}`)] : [];
  return [settlementText(document), ...whyUntaxed(document), ...accountedText(document), ...copy];
}

/** The tax in the seller's currency, and by which rate (I9). */
function accountedText({ accounted, wording }: Presented): string[] {
  if (!accounted) return [];
  const { currency, taxMinor, by } = accounted;
  const tax = `${wording.money(taxMinor, currency)} ${currency}`;
  return [
    wording.say('invoice.accounted', { ...by, currency, tax, rate: wording.decimal(by.rate), on: wording.date(by.on) }),
  ];
}

function settlementText({ issued, isCredit, totalMinor, wording }: Presented): string {
  const { say } = wording;
  const { seller, dueOn, number, currency } = issued;
  const total = `${wording.money(totalMinor, currency)} ${currency}`;
  if (isCredit) return say('invoice.setOff', { total });
  if (totalMinor === 0n || !dueOn) return say('invoice.nothingToPay');
  const payment = { total, date: wording.date(dueOn), number };
  if (!seller.iban) return say('invoice.pay', payment);
  const bank = iban(seller.iban);
  const account = seller.bic ? say('invoice.bank', { iban: bank, bic: seller.bic }) : bank;
  return say('invoice.payTo', { ...payment, account });
}

// In fours, as banks print it.
function iban(text: string): string {
  return text.replace(/(.{4})(?=.)/g, '$1\u00a0');
}

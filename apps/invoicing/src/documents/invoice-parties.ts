import type { Flow } from '#documents/flow.ts';
import { wrapText } from '#documents/fonts/wrap.ts';
import { brand } from '#documents/letterhead.ts';
import { cleanText } from '#documents/text.ts';
import { daysInMonth } from '#domain/values/calendar.ts';
import type { Presented } from './presented.ts';

const leading = 13;

/** Whom it goes to and who sends it, side by side, and the document's dates beside them. */
export function drawParties(flow: Flow, document: Presented): void {
  const { issued, buyerName, buyerCountry, buyerVatId, wording } = document;
  const { say } = wording;
  const { seller, buyer } = issued;
  const top = flow.y;
  const buyerLines = [
    ...addressLines(buyer.address ?? {}, buyerCountry && wording.country(buyerCountry)),
    ...(buyerVatId ? [say('invoice.vatId', { id: buyerVatId })] : []),
    say('invoice.account', { account: issued.accountId }),
  ];
  const sellerLines = [
    ...addressLines(seller, wording.country(seller.country)),
    ...(seller.vatId ? [say('invoice.vatId', { id: seller.vatId })] : []),
    ...(seller.registration ? [seller.registration] : []),
    ...(seller.email ? [seller.email] : []),
    ...(seller.phone ? [seller.phone] : []),
  ];
  const bottoms = [
    drawBlock(flow, say('invoice.billedTo'), buyerName, buyerLines, flow.left, top),
    drawBlock(flow, say('invoice.from'), seller.name, sellerLines, flow.left + 178, top),
    drawDates(flow, document, flow.left + 356, top),
  ];
  flow.y = Math.max(...bottoms) + 14;
}

/** @returns where the block ends */
function drawBlock(flow: Flow, label: string, name: string, texts: string[], x: number, top: number): number {
  const { canvas, fonts } = flow;
  const { structure } = canvas;
  const width = 165;
  canvas.within(structure.append(structure.root, 'H2'), () => {
    canvas.text(fonts.regular(label), x, top, 8, brand.muted);
  });
  const names = wrapText(cleanText(name, 160), fonts.semibold, 9.5, width, 3);
  const lines = texts.flatMap((text) => wrapText(cleanText(text, 160), fonts.regular, 9, width, 2));
  let y = top + 14;
  canvas.within(structure.append(structure.root, 'P'), () => {
    for (const line of names) {
      canvas.text(line, x, y, 9.5, brand.ink);
      y += leading;
    }
    for (const line of lines) {
      canvas.text(line, x, y, 9, brand.ink);
      y += leading;
    }
  });
  return y;
}

function drawDates(flow: Flow, { issued, isCredit, wording }: Presented, x: number, top: number): number {
  const { canvas, fonts } = flow;
  const { structure } = canvas;
  const { say, date } = wording;
  const { period, issuedOn, dueOn, currency, number } = issued;
  const rows: [string, string][] = [
    [say('invoice.number'), number],
    [say('invoice.issuedOn'), date(issuedOn)],
    ...(dueOn && !isCredit ? [[say('invoice.dueOn'), date(dueOn)] as [string, string]] : []),
    [say('invoice.period'), wording.period(period, daysInMonth(period))],
    [say('invoice.currency'), currency],
  ];
  const table = structure.append(structure.root, 'Table');
  let y = top;
  for (const [label, value] of rows) {
    const row = structure.append(table, 'TR');
    canvas.within(structure.append(row, 'TH', { scope: 'Row' }), () => {
      canvas.text(fonts.regular(label), x, y, 8, brand.muted);
    });
    canvas.within(structure.append(row, 'TD'), () => {
      canvas.text(fonts.semibold(value), x, y + 11, 9.5, brand.ink);
    });
    y += 26;
  }
  return y - 8;
}

function addressLines(
  { street, postalCode, city }: { readonly street?: string; readonly postalCode?: string; readonly city?: string },
  country: string | undefined,
): string[] {
  const town = [postalCode, city].filter((part) => part?.trim()).join(' ');
  return [street ?? '', town, country ?? ''].filter((line) => line.trim() !== '');
}

import { paragraph } from '#documents/blocks.ts';
import { drawFooters, type Flow, startFlow } from '#documents/flow.ts';
import { createNotoFonts, type FontSet } from '#documents/fonts/files/noto-fonts.ts';
import { fitText, wrapText } from '#documents/fonts/wrap.ts';
import { brand } from '#documents/letterhead.ts';
import { type Canvas, createCanvas } from '#documents/pdf/canvas.ts';
import type { Attachment } from '#documents/pdf/properties.ts';
import { cleanText } from '#documents/text.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';
import { drawParties } from './invoice-parties.ts';
import { drawLines } from './invoice-table.ts';
import { drawPayment, drawTotals } from './invoice-totals.ts';
import { type Presented, presented } from './presented.ts';

let fonts: FontSet | undefined;

/**
 * The document as a tagged PDF with embedded fonts (I6). The same document gives the same bytes. On a credit note what is
 * credited is positive.
 *
 * @param attachment a file inside it that says the same
 */
export function renderPdf(issued: StoredInvoice, attachment?: Attachment): Buffer {
  fonts ??= createNotoFonts();
  const document = presented(issued);
  const canvas = createCanvas({ ...propertiesOf(document), ...(attachment && { attachment }) }, fonts.start());
  const flow = startFlow(canvas, fonts, letterheadOf(canvas, fonts, issued));
  drawTitle(flow, document);
  drawParties(flow, document);
  drawLines(flow, document);
  drawTotals(flow, document);
  drawPayment(flow, document);
  drawFooters(canvas, fonts, document.wording, `${titleOf(document)} ${cleanText(issued.number, 80)}`);
  return canvas.finish();
}

function titleOf({ isCredit, wording }: Presented): string {
  return wording.say(isCredit ? 'invoice.creditNote' : 'invoice.invoice');
}

/** The seller's name at the top of every page. */
function letterheadOf(canvas: Canvas, { semibold }: FontSet, { seller }: StoredInvoice): () => void {
  const name = fitText(cleanText(seller.name, 120), semibold, 13, 300);
  return () => {
    canvas.box(0, 0, canvas.width, 6, brand.accent);
    canvas.text(name, 48, 48, 13, brand.accent);
  };
}

function drawTitle(flow: Flow, document: Presented): void {
  const { fonts, canvas } = flow;
  const { root } = canvas.structure;
  const { number, invoiceNumber, reason, corrects = [] } = document.issued;
  const { say, list } = document.wording;
  flow.y = 104;
  paragraph(flow, root, 'H1', [fonts.semibold(`${titleOf(document)} ${cleanText(number, 80)}`)], 20, brand.ink);
  const whole = invoiceNumber && say('invoice.takesBack', { invoice: invoiceNumber });
  const text =
    invoiceNumber && reason
      ? say('invoice.takesBackBecause', { invoice: invoiceNumber, reason })
      : (whole ??
        (corrects.length > 0 &&
          say('invoice.takesBackLines', { count: corrects.length, invoices: list(...corrects) })));
  if (text) {
    const lines = wrapText(cleanText(text, 400), fonts.regular, 9.5, flow.right - flow.left);
    paragraph(flow, root, 'P', lines, 9.5, brand.ink);
  }
  flow.y += 6;
}

function propertiesOf(document: Presented) {
  const { issued, isCredit, buyerName, wording } = document;
  const number = cleanText(issued.number, 80);
  return {
    language: wording.tag,
    title: `${titleOf(document)} ${number}`,
    author: plain(issued.seller.name),
    subject: `${issued.period}, ${plain(buyerName)}`,
    keywords: isCredit ? 'credit note' : 'invoice',
    createdAt: new Date(issued.issuedAt),
    custom: {},
  };
}

// pdfkit writes the properties into XML as well, and does not escape them there.
function plain(text: string): string {
  return cleanText(text, 120).replace(/[<>&]/g, '_');
}

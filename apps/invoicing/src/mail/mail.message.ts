import { cleanText, longDate } from '#documents/text.ts';
import type { MailContent } from '#runtime/mail/kind.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import { formatText, pdfOf, xmlOf } from '../documents/issued-document.ts';
import { moneyText } from '../documents/money-text.ts';
import { presented } from '../documents/presented.ts';
import type { StoredInvoice } from '../rows/issued-invoices.rows.ts';

/** The mail that brings a document, as PDF and as XML (I6). */
export function composeInvoiceMail(
  issued: StoredInvoice,
  letterhead: Pick<Letterhead, 'publicUrl' | 'supportEmail'>,
): MailContent {
  const { number, issuedAt } = issued;
  const attachments = [
    { filename: `${number}.pdf`, content: pdfOf(issued), contentType: 'application/pdf' },
    { filename: `${number}.xml`, content: xmlOf(issued), contentType: 'application/xml' },
  ];
  return { subject: subjectOf(issued), text: textOf(issued, letterhead), attachments, date: new Date(issuedAt) };
}

function subjectOf(issued: StoredInvoice): string {
  const kind = issued.document === 'invoice' ? 'Invoice' : 'Credit note';
  return cleanText(`${kind} ${issued.number} from ${issued.seller.name}`, 200);
}

function textOf(
  issued: StoredInvoice,
  { publicUrl, supportEmail }: Pick<Letterhead, 'publicUrl' | 'supportEmail'>,
): string {
  const { totalMinor, buyerName, isCredit } = presented(issued);
  const { number, period, currency, dueOn, seller, reason } = issued;
  const [, ...month] = longDate(`${period}-01`).split(' ');
  const total = `${moneyText(totalMinor, currency).replaceAll('\u00a0', ' ')} ${currency}`;
  const lines = [
    `${isCredit ? 'Credit note' : 'Invoice'} ${number} for ${month.join(' ')}`,
    `for ${cleanText(buyerName, 200)} (account ${issued.accountId})`,
    '',
    ...(reason ? [`Reason: ${cleanText(reason, 400)}`, ''] : []),
    `${isCredit ? 'Total credited' : 'Total'}: ${total}`,
    ...(!isCredit && totalMinor === 0n ? ['No payment is due.'] : []),
    ...(dueOn && !isCredit && totalMinor > 0n ? [`To be paid by ${longDate(dueOn)}, with reference ${number}.`] : []),
    '',
    `The document is attached as PDF, and as XML (${formatText(issued)}) for accounting systems.`,
    `Online: ${publicUrl}/invoices/${encodeURIComponent(number)}`,
    ...(supportEmail ? ['', `Questions? Answer this message, or write to ${supportEmail} and give the number.`] : []),
    '',
    cleanText(seller.name, 200),
    ...[seller.email, seller.phone, seller.website].filter((line) => line !== undefined),
  ];
  return `${lines.join('\n')}\n`;
}

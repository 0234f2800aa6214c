import { createHash } from 'node:crypto';
import type { SendMailOptions } from 'nodemailer';
import { cleanText, longDate } from '#documents/text.ts';
import { moneyText } from './documents/money-text.ts';
import { presented } from './documents/presented.ts';
import type { StoredInvoice } from './issued-invoices.rows.ts';

export interface MailParts {
  readonly issued: StoredInvoice;
  readonly messageId: string;
  /** As in `MAIL_FROM`. */
  readonly from: string;
  readonly to: readonly string[];
  readonly pdf: Buffer;
  readonly xml: Buffer;
}

/**
 * The message that brings a document, as nodemailer takes it: the same each time, down to Message-ID, date and boundaries, so
 * that a server or a reader can tell a retry from news.
 */
export function composeInvoiceMail({ issued, messageId, from, to, pdf, xml }: MailParts): SendMailOptions {
  const { number, issuedAt } = issued;
  return {
    from,
    to: [...to],
    subject: subjectOf(issued),
    text: textOf(issued),
    attachments: [
      { filename: `${number}.pdf`, content: pdf, contentType: 'application/pdf' },
      { filename: `${number}.xml`, content: xml, contentType: 'application/xml' },
    ],
    messageId,
    date: new Date(issuedAt),
    headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
    baseBoundary: createHash('sha256').update(messageId).digest('hex').slice(0, 16),
    disableFileAccess: true,
    disableUrlAccess: true,
  } as SendMailOptions;
}

function subjectOf(issued: StoredInvoice): string {
  const kind = issued.document === 'invoice' ? 'Invoice' : 'Credit note';
  return cleanText(`${kind} ${issued.number} from ${issued.seller.name}`, 200);
}

function textOf(issued: StoredInvoice): string {
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
    ...(dueOn && !isCredit && totalMinor > 0n ? [`To be paid by ${longDate(dueOn)}, with reference ${number}.`] : []),
    '',
    'The document is attached as PDF, and as XML (UBL 2.1, EN 16931) for accounting systems.',
    '',
    cleanText(seller.name, 200),
    ...[seller.email, seller.phone, seller.website].filter((line) => line !== undefined),
  ];
  return `${lines.join('\n')}\n`;
}

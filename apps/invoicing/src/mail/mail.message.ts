import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { cleanText } from '#documents/text.ts';
import type { MailContent } from '#runtime/mail/kind.ts';
import type { Letterhead } from '#runtime/mail/row.ts';
import { formatText, pdfOf, xmlOf } from '../documents/issued-document.ts';
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
  const wording = wordingOf(issued.buyer.documents?.language);
  return {
    subject: subjectOf(issued, wording),
    text: textOf(issued, letterhead),
    attachments,
    date: new Date(issuedAt),
  };
}

function subjectOf({ number, document, seller }: StoredInvoice, { say }: Wording): string {
  const key = document === 'invoice' ? 'invoiceMail.subject' : 'invoiceMail.creditSubject';
  return cleanText(say(key, { number, seller: seller.name }), 200);
}

function textOf(
  issued: StoredInvoice,
  { publicUrl, supportEmail }: Pick<Letterhead, 'publicUrl' | 'supportEmail'>,
): string {
  const { totalMinor, buyerName, isCredit, wording } = presented(issued);
  const { say } = wording;
  const { number, accountId: account, period, currency, dueOn, seller, reason } = issued;
  const total = `${wording.money(totalMinor, currency).replaceAll('\u00a0', ' ')} ${currency}`;
  const isDue = !isCredit && totalMinor > 0n;
  const lines = [
    say(isCredit ? 'invoiceMail.creditTitle' : 'invoiceMail.title', { number, month: wording.month(period) }),
    say('invoiceMail.buyer', { buyer: cleanText(buyerName, 200), account }),
    '',
    ...(reason ? [say('invoiceMail.reason', { reason: cleanText(reason, 400) }), ''] : []),
    say(isCredit ? 'invoiceMail.totalCredited' : 'invoiceMail.total', { total }),
    ...(!isCredit && totalMinor === 0n ? [say('invoiceMail.nothingDue')] : []),
    ...(dueOn && isDue ? [say('invoiceMail.payBy', { date: wording.date(dueOn), number })] : []),
    '',
    say('invoiceMail.attached', { format: formatText(issued) }),
    say('invoiceMail.online', { url: `${publicUrl}/invoices/${encodeURIComponent(number)}` }),
    ...(supportEmail ? ['', say('invoiceMail.questions', { link: supportEmail })] : []),
    '',
    cleanText(seller.name, 200),
    ...[seller.email, seller.phone, seller.website].filter((line) => line !== undefined),
  ];
  return `${lines.join('\n')}\n`;
}

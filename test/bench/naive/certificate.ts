import PDFDocument from 'pdfkit';
import { wordingOf } from '#documents/languages/wording.ts';
import { digestOf, type LicenseFacts } from '../../../apps/fulfillment/src/documents/certificate/license-facts.ts';
import { termText } from '../../../apps/fulfillment/src/documents/certificate/license-text.ts';
import { qrPicture } from '../../../apps/fulfillment/src/documents/certificate/qr.ts';

const english = wordingOf('en');
const { say, date: longDate } = english;

/** Font files, or names of standard fonts. */
export interface NaiveFonts {
  readonly regular: Buffer | string;
  readonly bold: Buffer | string;
  readonly mono: Buffer | string;
}

/**
 * The same certificate as the service renders, written the way pdfkit's guide shows: registerFont and text() in every
 * document. Neither signed nor tagged, which is in its favor.
 */
export function renderNaively(facts: LicenseFacts, fonts: NaiveFonts, publicUrl: string): Promise<Buffer> {
  const document = new PDFDocument({ size: 'A4', margin: 48, info: { CreationDate: new Date(facts.fulfilledAt) } });
  const chunks: Buffer[] = [];
  document.on('data', (chunk: Buffer) => chunks.push(chunk));
  const done = new Promise<Buffer>((resolve) => document.on('end', () => resolve(Buffer.concat(chunks))));
  for (const [name, font] of Object.entries(fonts)) document.registerFont(name, font);
  const { digest, url } = {
    digest: digestOf(facts),
    url: `${publicUrl}/entitlements/${encodeURIComponent(facts.entitlementId)}`,
  };
  const write = (font: keyof NaiveFonts, size: number, text: string, x: number, y: number, width = 499) =>
    document.font(font).fontSize(size).text(text, x, y, { width });

  document.rect(0, 0, 595, 6).fill('#0a5c5e').fillColor('#151c28');
  write('bold', 19, 'Seatwright', 86, 32);
  write('regular', 9, `Issued ${longDate(facts.fulfilledAt)}`, 437, 42);
  write('bold', 22, 'Software Entitlement Certificate', 48, 90);
  write(
    'regular',
    9.5,
    'This certifies that the accounts named below hold the software entitlement described here.',
    48,
    124,
  );
  write('bold', 13, facts.name, 48, 150);
  write('regular', 9.5, facts.description, 48, 170);
  document.rect(48, 190, 499, 122).fill('#f1f6f6').fillColor('#151c28');
  write('regular', 8.5, 'Activation code', 66, 204);
  write('mono', 19, facts.activationCode, 66, 216);
  write('regular', 8.5, 'Software support reference number (SSRN)', 66, 262);
  write('mono', 15, facts.ssrn.match(/.{1,4}/g)?.join(' ') ?? '', 66, 274);
  document.addContent(qrPicture(url, 437, 196, 96)); // ours, as the fastest: this compares fonts and text
  write('regular', 7, 'Scan to see this entitlement', 437, 298, 120);

  write('bold', 11.5, say(`${facts.scenario}.heading`), 48, 330);
  write('regular', 9.5, say(`${facts.scenario}.certificate`), 48, 348);
  write('regular', 9.5, `${say(`${facts.scenario}.instructions`)}: ${facts.instructionsUrl}`, 48, 362);
  document.link(48, 362, 499, 12, facts.instructionsUrl);
  write('regular', 9.5, `This entitlement online: ${url}`, 48, 376);
  document.link(48, 376, 499, 12, url);

  write('bold', 11.5, 'Entitlement', 48, 404);
  detailsOf(facts).forEach(([label, value], index) => {
    const [x, y] = [48 + (index % 3) * 166, 424 + Math.floor(index / 3) * 34];
    write('regular', 8, label, x, y, 150);
    write('bold', 9.5, value, x, y + 11, 150);
    if (index % 3 === 2)
      document
        .moveTo(48, y + 28)
        .lineTo(547, y + 28)
        .lineWidth(0.5)
        .stroke('#d1d9e0');
  });
  write('bold', 11.5, 'Accounts', 48, 572);
  const columns = [48, 133, 377, 487];
  ['Role', 'Name', 'Account', 'Country'].forEach((label, index) => {
    write('regular', 8, label, columns[index] ?? 0, 592, 100);
  });
  facts.accounts.forEach((account, row) => {
    const y = 610 + row * 18;
    write('regular', 9.5, say(`role.${account.role}`), 48, y, 80);
    write('bold', 9.5, account.name, 133, y, 240);
    write('regular', 9.5, account.accountId, 377, y, 105);
    write('regular', 9.5, account.country ?? '', 487, y, 60);
  });
  write(
    'regular',
    8,
    'This certificate is signed electronically; a changed copy does not pass verification. The digest (SHA-256) stands for all facts of the entitlement:',
    48,
    690,
  );
  write('regular', 8, digest, 48, 714);
  write('regular', 7.5, `Entitlement ${facts.entitlementId}`, 48, 770);
  write('regular', 7.5, 'Page 1 of 1', 500, 770);
  document.end();
  return done;
}

function detailsOf(facts: LicenseFacts): [string, string][] {
  return [
    ['Product (SKU)', facts.sku],
    ['Quantity', `${facts.quantity}`],
    ['Term', `${termText(facts, english)}, ${facts.kind === 'initial' ? 'initial purchase' : 'renewal'}`],
    ['Starts on', longDate(facts.startsOn)],
    ['Ends on', facts.endsOn ? longDate(facts.endsOn) : 'Never'],
    ['Grace period ends on', facts.graceEndsOn ? longDate(facts.graceEndsOn) : 'No grace period'],
    ['Order number', `${facts.orderNumber}, line ${facts.lineNumber}`],
    ['Purchase order', facts.purchaseOrder ?? 'None given'],
    ['Entitlement', facts.entitlementId],
    ['Device type', facts.deviceType ?? ''],
    ['Edition', facts.edition ?? ''],
  ];
}

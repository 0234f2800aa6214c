import path from 'node:path';
import { emailAddress } from '#contracts/text/primitives.ts';
import { cleanText, httpsLink, quantityText } from '#documents/text.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { compileTemplate } from '#runtime/mail/template.ts';
import type { LicenseFacts } from './certificate/license-facts.ts';
import { codeGroups, detailsOf, entitlementUrl } from './certificate/license-text.ts';
import { orderRoleNames, scenarioTexts } from './certificate/scenario-text.ts';

/** What is shipped together, and so told in one mail (F4). */
export interface FulfilledShipment {
  readonly shipmentId: string;
  readonly orderNumber: string;
  readonly purchaseOrder?: string;
  readonly licenses: readonly LicenseFacts[];
  readonly supportEmail?: string;
  /** Which part of how many, where it is too much for one mail (F9). */
  readonly part?: number;
  readonly parts?: number;
  /** Nothing is attached: the mail says where the documents are. */
  readonly byLink?: boolean;
}

export interface RenderedMail {
  readonly subject: string;
  readonly html: string;
  readonly text: string;
}

type LicenseView = ReturnType<typeof licenseView>;

interface View {
  readonly subject: string;
  readonly preheader: string;
  readonly title: string;
  readonly introduction: string;
  readonly licenses: readonly LicenseView[];
  readonly attachments: string;
  readonly visibility: string;
  readonly supportEmail: string;
  readonly supportUrl: string;
  readonly secrecy: string;
  readonly shipmentId: string;
}

const columns = 72;
const labelColumns = 22;
const limits = { name: 240, description: 1_200, word: 120, account: 160, accounts: 60 };

const templates = path.join(packageRoot, 'apps/fulfillment/src/templates');
const renderHtml = compileTemplate<View>(templates, 'fulfillment', 'html');
const renderText = compileTemplate<View>(templates, 'fulfillment', 'text');

/** Writes the fulfillment mail of a shipment, for people and for programs that show text only. Pure: same shipment, same mail. */
export function composeFulfillmentMail(
  shipment: FulfilledShipment,
  options: { readonly publicUrl: string },
): RenderedMail {
  const view = viewOf(shipment, options.publicUrl);
  return { subject: view.subject, html: renderHtml(view), text: renderText(inColumns(view)) };
}

function viewOf(shipment: FulfilledShipment, publicUrl: string): View {
  const { licenses, part = 1, parts = 1, byLink = false } = shipment;
  const order = cleanText(shipment.orderNumber, limits.word);
  const purchaseOrder = cleanText(shipment.purchaseOrder ?? '', limits.word);
  const [first] = licenses;
  const quantity = licenses.reduce((sum, license) => sum + license.quantity, 0);
  const what = licenses.length === 1 && first ? cleanText(first.name, 60) : `${quantityText(quantity)} licenses`;
  const keys = licenses.filter((license) => license.scenario === 'license-key').length;
  return {
    subject: `Order ${order}: ${what}${parts > 1 ? ` (${part} of ${parts})` : ''}`,
    preheader: `Activation codes, support reference numbers and certificates for order ${order}.`,
    title: quantity === 1 ? 'Your license is ready' : `Your ${quantityText(quantity)} licenses are ready`,
    introduction:
      `Order ${order}${purchaseOrder ? ` (your purchase order ${purchaseOrder})` : ''} has been fulfilled. ` +
      `Below is what you need to use ${quantity === 1 ? 'the license, and to get support for it' : 'the licenses, and to get support for them'}.` +
      (parts > 1
        ? ` This is part ${part} of ${parts}: together they are larger than one message may be. Each part has licenses of its own.`
        : ''),
    licenses: licenses.map((license) => licenseView(license, publicUrl, byLink)),
    attachments: byLink ? linkText(licenses.length) : attachedText(licenses.length, keys),
    visibility: 'Every account of the order sees its entitlements online at once; this message is not needed for that.',
    supportEmail: mailtoUrl(shipment.supportEmail) && (shipment.supportEmail ?? ''),
    supportUrl: mailtoUrl(shipment.supportEmail),
    secrecy: licenses.some(({ scenario }) => scenario !== 'no-activation') ? 'Keep activation codes to yourself. ' : '',
    shipmentId: cleanText(shipment.shipmentId, limits.word),
  };
}

function licenseView(license: LicenseFacts, publicUrl: string, byLink: boolean) {
  const scenario = scenarioTexts[license.scenario];
  const accounts = license.accounts.slice(0, limits.accounts).map((account) => ({
    role: orderRoleNames[account.role],
    padded: padded(orderRoleNames[account.role]),
    name: cleanText(account.name, limits.account),
    accountId: cleanText(account.accountId, limits.word),
    country: cleanText(account.country ?? '', 40),
  }));
  return {
    name: cleanText(license.name, limits.name),
    description: cleanText(license.description, limits.description),
    activationCode: cleanText(license.activationCode, limits.word),
    ssrn: cleanText(license.ssrn, limits.word),
    codeGroups: codeGroups(cleanText(license.activationCode, limits.word)),
    ssrnGroups: codeGroups(cleanText(license.ssrn, limits.word)),
    heading: scenario.heading,
    guidance: byLink ? scenario.byLink : scenario.mail,
    instructionsLabel: scenario.instructions,
    instructionsUrl: httpsLink(license.instructionsUrl) ?? '',
    entitlementUrl: entitlementUrl(publicUrl, license.entitlementId),
    details: detailsOf(license).map(([label, value]) => ({
      label,
      padded: padded(label),
      value: cleanText(value, limits.account),
    })),
    accounts,
  };
}

function attachedText(certificates: number, keys: number): string {
  return `Attached: ${counted(certificates, 'entitlement certificate')}${keys > 0 ? ` and ${counted(keys, 'license key file')}` : ''}.`;
}

function linkText(certificates: number): string {
  const what = certificates === 1 ? 'The entitlement certificate is' : 'The entitlement certificates are';
  return `${what} too large for your mail server. See the entitlement online, at the address above, for the certificate and, where there is one, the license key file.`;
}

// The same words, broken into lines for a text that no program will break.
function inColumns(view: View): View {
  return {
    ...view,
    introduction: broken(view.introduction),
    attachments: broken(view.attachments),
    visibility: broken(view.visibility),
    licenses: view.licenses.map((license) => ({
      ...license,
      name: broken(license.name),
      description: broken(license.description),
      guidance: broken(license.guidance),
      details: license.details.map((detail) => ({ ...detail, value: indented(detail.value) })),
      accounts: license.accounts.map((account) => ({ ...account, name: indented(account.name) })),
    })),
  };
}

function broken(text: string, width = columns): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

function indented(text: string): string {
  return broken(text, columns - labelColumns).replaceAll('\n', `\n${' '.repeat(labelColumns)}`);
}

function padded(label: string): string {
  return `${label}:`.padEnd(labelColumns);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** A link that opens a mail to an address, or nothing where it is none; what would end the address in a link is escaped. */
export function mailtoUrl(address = ''): string {
  if (!emailAddress.safeParse(address).success) return '';
  const at = address.lastIndexOf('@');
  const name = encodeURIComponent(address.slice(0, at)).replaceAll('%2B', '+');
  return `mailto:${name}@${address.slice(at + 1)}`;
}

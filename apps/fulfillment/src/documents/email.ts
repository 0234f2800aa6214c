import path from 'node:path';
import { emailAddress } from '#contracts/text/primitives.ts';
import { broken, columnsOfText, padded } from '#documents/columns.ts';
import { type Wording, wordingOf } from '#documents/languages/wording.ts';
import { cleanText, httpsLink } from '#documents/text.ts';
import { packageRoot } from '#runtime/environment/package-root.ts';
import { compileTemplate } from '#runtime/mail/template.ts';
import type { LicenseFacts } from './certificate/license-facts.ts';
import { codeGroups, detailsOf, entitlementUrl } from './certificate/license-text.ts';

/** What is shipped together, and so told in one mail (F4). */
export interface FulfilledShipment {
  readonly shipmentId: string;
  readonly orderNumber: string;
  readonly purchaseOrder?: string;
  readonly licenses: readonly LicenseFacts[];
  /** Of the end customer; absent: English. */
  readonly language?: string;
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
  readonly wording: Wording;
  readonly subject: string;
  readonly preheader: string;
  readonly title: string;
  readonly introduction: string;
  readonly licenses: readonly LicenseView[];
  readonly attachments: string;
  readonly supportEmail: string;
  readonly supportUrl: string;
  readonly automatic: string;
}

/** The same words, broken into lines for a text that no program will break. */
interface TextView extends View {
  readonly visibility: string;
  readonly questions: string;
}

const columns = 72;
const limits = { name: 240, description: 1_200, word: 120, account: 160, accounts: 60 };

const templates = path.join(packageRoot, 'apps/fulfillment/src/templates');
const renderHtml = compileTemplate<View>(templates, 'fulfillment', 'html');
const renderText = compileTemplate<TextView>(templates, 'fulfillment', 'text');

/**
 * Writes the fulfillment mail of a shipment in its language, for people and for programs that show text only. Pure: same shipment, same
 * mail.
 */
export function composeFulfillmentMail(
  shipment: FulfilledShipment,
  options: { readonly publicUrl: string },
): RenderedMail {
  const view = viewOf(shipment, options.publicUrl);
  return { subject: view.subject, html: renderHtml(view), text: renderText(inColumns(view)) };
}

function viewOf(shipment: FulfilledShipment, publicUrl: string): View {
  const { licenses, part = 1, parts = 1, byLink = false } = shipment;
  const wording = wordingOf(shipment.language);
  const { say, sentences } = wording;
  const order = cleanText(shipment.orderNumber, limits.word);
  const purchaseOrder = cleanText(shipment.purchaseOrder ?? '', limits.word);
  const [first] = licenses;
  const quantity = licenses.reduce((sum, license) => sum + license.quantity, 0);
  const what =
    licenses.length === 1 && first ? cleanText(first.name, 60) : say('shipment.licenses', { count: quantity });
  const supportUrl = mailtoUrl(shipment.supportEmail);
  const isSecret = licenses.some(({ scenario }) => scenario !== 'no-activation');
  return {
    wording,
    subject:
      parts > 1
        ? say('shipment.subjectOfPart', { order, what, part, parts })
        : say('shipment.subject', { order, what }),
    preheader: say('shipment.preheader', { order }),
    title: say('shipment.title', { count: quantity }),
    introduction: sentences(
      purchaseOrder ? say('shipment.fulfilledYours', { order, purchaseOrder }) : say('shipment.fulfilled', { order }),
      say('shipment.below', { count: quantity }),
      parts > 1 ? say('shipment.part', { part, parts }) : '',
    ),
    licenses: licenses.map((license) => licenseView(license, wording, publicUrl, byLink)),
    attachments: byLink ? say('shipment.tooLarge', { count: licenses.length }) : attachedText(licenses, wording),
    supportEmail: supportUrl && (shipment.supportEmail ?? ''),
    supportUrl,
    automatic: sentences(
      isSecret ? say('shipment.secrecy') : '',
      say('shipment.automatic', { shipment: cleanText(shipment.shipmentId, limits.word) }),
    ),
  };
}

function licenseView(license: LicenseFacts, wording: Wording, publicUrl: string, byLink: boolean) {
  const { say } = wording;
  const { scenario } = license;
  const accounts = license.accounts.slice(0, limits.accounts).map((account) => ({
    role: say(`role.${account.role}`),
    name: cleanText(account.name, limits.account),
    // Where an order names no name, the id stands for it.
    beside: [account.name === account.accountId ? '' : account.accountId, account.country ?? '']
      .map((text) => cleanText(text, limits.word))
      .filter((text) => text !== '')
      .join(', '),
  }));
  return {
    name: cleanText(license.name, limits.name),
    description: cleanText(license.description, limits.description),
    activationCode: cleanText(license.activationCode, limits.word),
    ssrn: cleanText(license.ssrn, limits.word),
    codeGroups: codeGroups(cleanText(license.activationCode, limits.word)),
    ssrnGroups: codeGroups(cleanText(license.ssrn, limits.word)),
    heading: say(`${scenario}.heading`),
    guidance: say(byLink ? `${scenario}.byLink` : `${scenario}.mail`),
    instructionsLabel: say(`${scenario}.instructions`),
    instructionsUrl: httpsLink(license.instructionsUrl) ?? '',
    entitlementUrl: entitlementUrl(publicUrl, license.entitlementId),
    details: detailsOf(license, wording).map(([label, value]) => ({ label, value: cleanText(value, limits.account) })),
    accounts,
  };
}

function attachedText(licenses: readonly LicenseFacts[], { say }: Wording): string {
  const keys = licenses.filter(({ scenario }) => scenario === 'license-key').length;
  const certificates = say('shipment.certificates', { count: licenses.length });
  if (keys === 0) return say('shipment.attached', { certificates });
  return say('shipment.attachedWithKeys', { certificates, keyFiles: say('shipment.keyFiles', { count: keys }) });
}

function inColumns(view: View): TextView {
  const { say } = view.wording;
  return {
    ...view,
    introduction: broken(view.introduction, columns),
    attachments: broken(view.attachments, columns),
    visibility: broken(say('shipment.visibility'), columns),
    questions: view.supportEmail && broken(say('shipment.questions', { link: view.supportEmail }), columns),
    automatic: broken(view.automatic, columns),
    licenses: view.licenses.map((license) => licenseInColumns(license, view.wording)),
  };
}

function licenseInColumns(license: LicenseView, { say }: Wording) {
  const labeled = (label: string) => say('label', { label });
  const codes = [labeled(say('certificate.activationCode')), labeled(say('shipment.ssrn'))];
  const codeColumns = Math.max(...codes.map(columnsOfText)) + 2;
  const labels = [...license.details.map(({ label }) => label), ...license.accounts.map(({ role }) => role)].map(
    labeled,
  );
  const labelColumns = Math.max(...labels.map(columnsOfText)) + 1;
  const paddedLabels = labels.map((label) => padded(label, labelColumns));
  const nextLine = `\n${' '.repeat(labelColumns)}`;
  const indented = (text: string) => broken(text, columns - labelColumns).replaceAll('\n', nextLine);
  const [code = '', ssrn = ''] = codes.map((label) => padded(label, codeColumns));
  return {
    ...license,
    codeLabel: code,
    ssrnLabel: ssrn,
    name: broken(license.name, columns),
    description: broken(license.description, columns),
    guidance: broken(license.guidance, columns),
    details: license.details.map(({ label, value }, index) => ({
      label,
      padded: paddedLabels[index] ?? '',
      value: indented(value),
    })),
    accounts: license.accounts.map((account, index) => ({
      ...account,
      padded: paddedLabels[license.details.length + index] ?? '',
      name: indented(account.name),
    })),
  };
}

/** A link that opens a mail to an address, or nothing where it is none; what would end the address in a link is escaped. */
export function mailtoUrl(address = ''): string {
  if (!emailAddress.safeParse(address).success) return '';
  const at = address.lastIndexOf('@');
  const name = encodeURIComponent(address.slice(0, at)).replaceAll('%2B', '+');
  return `mailto:${name}@${address.slice(at + 1)}`;
}

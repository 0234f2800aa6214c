import type { AccountRole, LicenseFacts, Scenario } from './license-facts.ts';

/** What certificate and mail say about getting a licence to work (F6). */
export interface ScenarioText {
  readonly heading: string;
  /** For the mail, which has the attachments. */
  readonly mail: string;
  /** For the certificate, which may be on paper. */
  readonly certificate: string;
  /** On the link to the product's instructions. */
  readonly instructions: string;
}

export const scenarioTexts: Readonly<Record<Scenario, ScenarioText>> = {
  activation: {
    heading: 'Activate with the code',
    mail: 'Open the instructions and enter the activation code where they ask for it. The entitlement certificate is attached.',
    certificate: 'Open the instructions and enter the activation code where they ask for it.',
    instructions: 'How to activate and use this license',
  },
  'license-key': {
    heading: 'Install the license key file',
    mail: 'The license key file is attached. Install it in your product as the instructions describe. The entitlement certificate is attached as well.',
    certificate:
      'The license key file came attached to the fulfillment e-mail. Install it in your product as the instructions describe. ' +
      'Support asks for the activation code and the SSRN.',
    instructions: 'How to install the license key',
  },
  'entitlement-only': {
    heading: 'No license key to install',
    mail: 'The attached certificate describes what you are entitled to. Your product does not need a license key.',
    certificate:
      'This certificate describes what you are entitled to. The product does not need a license key. ' +
      'Keep activation code and SSRN for your records.',
    instructions: 'How to use this license',
  },
  'no-activation': {
    heading: 'Nothing to activate',
    mail: 'The license works without activation: there is nothing to enter and nothing to install. The entitlement certificate is attached for your records.',
    certificate:
      'The license works without activation: there is nothing to enter and nothing to install. ' +
      'Keep activation code and SSRN for your records.',
    instructions: 'How to use this license',
  },
  'legacy-portal': {
    heading: 'Get the license keys from the legacy portal',
    mail: 'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand. The entitlement certificate is attached.',
    certificate:
      'The keys of this product come from the legacy license management system. The instructions lead there; ' +
      'have the activation code and the SSRN at hand.',
    instructions: 'Where to obtain the license keys',
  },
  paper: {
    heading: 'On paper, with the hardware',
    mail: 'The license document is delivered on paper, together with the hardware. A copy of it is attached to this e-mail.',
    certificate:
      'This document is printed and delivered together with the hardware. Keep it with the device: ' +
      'the activation code and the SSRN on it identify your license.',
    instructions: 'How to use this license',
  },
};

export const roleNames: Readonly<Record<AccountRole, string>> = {
  'end-customer': 'End customer',
  partner: 'Partner',
  distributor: 'Distributor',
  'sold-to': 'Sold to',
  'bill-to': 'Bill to',
};

const months = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A date that nobody can mistake, in any country: `21 November 2026`. */
export function longDate(date: string): string {
  return `${Number(date.slice(8, 10))} ${months[Number(date.slice(5, 7)) - 1] ?? date.slice(5, 7)} ${date.slice(0, 4)}`;
}

/** `Perpetual`, or the term in months or whole years. */
export function termText(facts: Pick<LicenseFacts, 'termMonths'>): string {
  const { termMonths } = facts;
  if (termMonths === undefined) return 'Perpetual';
  if (termMonths % 12 === 0) return termMonths === 12 ? '1 year' : `${termMonths / 12} years`;
  return termMonths === 1 ? '1 month' : `${termMonths} months`;
}

/** Digits in groups of three, with a thin no-break space: `12 500`. */
export function quantityText(quantity: number): string {
  return `${quantity}`.replace(/\B(?=(\d{3})+(?!\d))/g, '\u00a0');
}

/**
 * A code in groups that can be read out. One that comes with its own separators is one group. Show groups apart, but do not
 * write spaces between them: what is copied has to be the code.
 */
export function groupsOf(code: string, size = 4): string[] {
  if (/[\s-]/.test(code) || code.length <= size + 1) return [code];
  return code.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [code];
}

/** Text for one line or paragraph: no controls, no directional overrides, composed, no longer than `limit` characters. */
export function cleanText(text: string, limit: number): string {
  const plain = text
    .normalize('NFC')
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[\p{Bidi_Control}\u200b\ufeff]/gu, '')
    .trim();
  const characters = [...plain];
  return characters.length <= limit ? plain : `${characters.slice(0, limit - 1).join('')}…`;
}

/** An address that may become a link: https only (others are shown as text, or not at all). */
export function httpsUrl(url: string): string | undefined {
  if (url.length > 2_000 || !URL.canParse(url)) return undefined;
  const parsed = new URL(url);
  return parsed.protocol === 'https:' && !parsed.username && !parsed.password ? parsed.href : undefined;
}

/** Where an entitlement is shown: our own address, so http is accepted for it (a local installation). */
export function entitlementUrl(publicUrl: string, entitlementId: string): string {
  return new URL(
    `entitlements/${encodeURIComponent(entitlementId)}`,
    publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`,
  ).href;
}

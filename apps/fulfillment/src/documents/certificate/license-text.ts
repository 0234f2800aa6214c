import { longDate, quantityText } from '#documents/text.ts';
import type { LicenseFacts } from './license-facts.ts';

/** The key details of a license, with their labels, in the order of mail and certificate (F4). */
export function detailsOf(facts: LicenseFacts): [label: string, value: string][] {
  const optional = (label: string, value?: string): [string, string][] => (value ? [[label, value]] : []);
  return [
    ['Product (SKU)', facts.sku],
    ['Quantity', quantityText(facts.quantity)],
    ['Term', `${termText(facts)}, ${facts.kind === 'initial' ? 'initial purchase' : 'renewal'}`],
    ['Starts on', longDate(facts.startsOn)],
    ['Ends on', facts.endsOn ? longDate(facts.endsOn) : 'Never'],
    ['Grace period ends on', facts.graceEndsOn ? longDate(facts.graceEndsOn) : 'No grace period'],
    ['Order number', `${facts.orderNumber}, line ${facts.lineNumber}`],
    ['Purchase order', facts.purchaseOrder || 'None given'],
    ['Entitlement', facts.entitlementId],
    ...optional('Device type', facts.deviceType),
    ...optional('Edition', facts.edition),
    ...optional('Package', facts.package),
  ];
}

/** `Perpetual`, or the term in months or whole years. */
export function termText(facts: Pick<LicenseFacts, 'termMonths'>): string {
  const { termMonths } = facts;
  if (termMonths === undefined) return 'Perpetual';
  if (termMonths % 12 === 0) return termMonths === 12 ? '1 year' : `${termMonths / 12} years`;
  return termMonths === 1 ? '1 month' : `${termMonths} months`;
}

/**
 * A code in groups that can be read out. One that comes with its own separators is one group. Show groups apart, but do not
 * write spaces between them: what is copied has to be the code.
 */
export function codeGroups(code: string, size = 4): string[] {
  if (/[\s-]/.test(code) || code.length <= size + 1) return [code];
  return code.match(new RegExp(`.{1,${size}}`, 'gu')) ?? [code];
}

/** Where an entitlement is shown: our own address, so http is accepted for it (a local installation). */
export function entitlementUrl(publicUrl: string, entitlementId: string): string {
  return new URL(
    `entitlements/${encodeURIComponent(entitlementId)}`,
    publicUrl.endsWith('/') ? publicUrl : `${publicUrl}/`,
  ).href;
}

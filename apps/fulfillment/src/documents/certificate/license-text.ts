import type { Wording } from '#documents/languages/wording.ts';
import type { LicenseFacts } from './license-facts.ts';

/** The key details of a license, with their labels, in the order of mail and certificate (F4). */
export function detailsOf(facts: LicenseFacts, wording: Wording): [label: string, value: string][] {
  const { say, date } = wording;
  const optional = (label: string, value?: string): [string, string][] => (value ? [[label, value]] : []);
  const { orderNumber: order, lineNumber } = facts;
  return [
    [say('detail.sku'), facts.sku],
    [say('detail.quantity'), wording.quantity(facts.quantity)],
    [say('detail.term'), say(`term.${facts.kind}`, { term: termText(facts, wording) })],
    [say('detail.startsOn'), date(facts.startsOn)],
    [say('detail.endsOn'), facts.endsOn ? date(facts.endsOn) : say('detail.never')],
    [say('detail.graceEndsOn'), facts.graceEndsOn ? date(facts.graceEndsOn) : say('detail.noGrace')],
    [say('detail.order'), say('detail.orderLine', { order, line: `${lineNumber}` })],
    [say('detail.purchaseOrder'), facts.purchaseOrder || say('detail.noPurchaseOrder')],
    [say('detail.entitlement'), facts.entitlementId],
    ...optional(say('detail.deviceType'), facts.deviceType),
    ...optional(say('detail.edition'), facts.edition),
    ...optional(say('detail.package'), facts.package),
  ];
}

/** `Perpetual`, or the term in months or whole years. */
export function termText({ termMonths }: Pick<LicenseFacts, 'termMonths'>, { say }: Pick<Wording, 'say'>): string {
  if (termMonths === undefined) return say('term.perpetual');
  if (termMonths % 12 === 0) return say('term.years', { count: termMonths / 12 });
  return say('term.months', { count: termMonths });
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

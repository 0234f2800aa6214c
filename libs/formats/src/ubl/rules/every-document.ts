import { identifierForms } from '#domain/values/addresses/identifiers.ts';
import type { XmlElement } from '../../xml/tree.ts';
import { type Check, childOf, normalSpace, type Release, type Rules } from './rule.ts';

/** The rule that a scheme's identifiers are checked by. */
interface Scheme {
  readonly rule: string;
  /** Only an EndpointID has it. */
  readonly isOfEndpoints?: boolean;
  readonly from?: Release;
  /** The first release that has it no more. */
  readonly until?: Release;
}

const schemes: Readonly<Record<string, Scheme>> = {
  '0088': { rule: 'R040' },
  '0192': { rule: 'R041' },
  '0184': { rule: 'R042', from: '2025.11' },
  '0096': { rule: 'R052', from: '2025.11' },
  '0198': { rule: 'R053', from: '2025.11' },
  '0208': { rule: 'R043' },
  '0201': { rule: 'R044' },
  '0210': { rule: 'R045' },
  '9907': { rule: 'R046', isOfEndpoints: true },
  '0211': { rule: 'R047' },
  '9906': { rule: 'R048', isOfEndpoints: true, until: '2025.11' },
  '0007': { rule: 'R049' },
  '0151': { rule: 'R050' },
  '0106': { rule: 'R054', from: '2026.5' },
  '0190': { rule: 'R055', from: '2026.5' },
  '9944': { rule: 'R056-1', from: '2026.5' },
  '0217': { rule: 'R057', from: '2026.5' },
};

const dutchVat = /^NL[0-9]{9}B[0-9]{2}$/;

/** Of elements of basic names, in whichever document of Peppol's they stand. */
export const basicsOfAny: Rules = new Map([
  ...['IssueDate', 'DueDate', 'TaxPointDate', 'StartDate', 'EndDate', 'ActualDeliveryDate'].map(
    (name) => [name, checkDate] as const,
  ),
  ['EndpointID', checkIdentifier],
  ['CompanyID', checkIdentifier],
  ['ID', (id, check) => id.parent?.local === 'PartyIdentification' && checkIdentifier(id, check)],
]);

export function checkRoot(root: XmlElement, check: Check): void {
  if (Object.keys(root.attributes).some((name) => /^(.+:)?schemaLocation$/.test(name))) {
    check.failAny('R003', root, 'warning');
  }
}

export function checkEmpty(element: XmlElement, check: Check): void {
  if (element.children.length === 0 && element.text.trim() === '') check.failAny('R001', element);
}

/** A day of the calendar, with no zone and no spaces. */
function checkDate(element: XmlElement, check: Check): void {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(element.text);
  const [year, month, day] = [Number(match?.[1]), Number(match?.[2]), Number(match?.[3])];
  if (!match || day < 1 || day > daysOf(year, month)) check.failAny('R030', element);
}

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [31, 0, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;
}

function checkIdentifier(element: XmlElement, check: Check): void {
  const scheme = schemeOf(element, check);
  if (scheme && scheme.rule !== 'R057') {
    if (!isRight(element)) check.failAny(scheme.rule, element);
  } else if (isDutch(element) && check.isFrom('2026.5')) {
    if (!dutchVat.test(normalSpace(element.text))) check.failAny('R056-2', element);
  } else if (scheme && !isRight(element)) check.failAny(scheme.rule, element);
}

function isRight({ attributes, text }: XmlElement): boolean {
  return identifierForms[attributes.schemeID ?? '']?.(normalSpace(text)) ?? true;
}

function schemeOf(element: XmlElement, check: Check): Scheme | undefined {
  const scheme = schemes[element.attributes.schemeID ?? ''];
  if (!scheme || (scheme.isOfEndpoints && element.local !== 'EndpointID')) return undefined;
  const isIn = (!scheme.from || check.isFrom(scheme.from)) && !(scheme.until && check.isFrom(scheme.until));
  return isIn ? scheme : undefined;
}

function isDutch({ local, parent, text }: XmlElement): boolean {
  if (local !== 'CompanyID' || parent?.local !== 'PartyTaxScheme') return false;
  const kind = childOf(childOf(parent, 'TaxScheme'), 'ID');
  return kind?.text.trim() === 'VAT' && text.trimStart().startsWith('NL');
}

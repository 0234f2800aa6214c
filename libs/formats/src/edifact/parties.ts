import type { Found, SourceParty, SourceRole } from '../reading.ts';
import { type EdifactSegment, elementText, foundElement } from './lexer.ts';

/** NAD by its qualifier (3035); other codes are a profile's to know. */
const roles: Readonly<Record<string, SourceRole>> = {
  BY: 'buyer',
  OB: 'buyer',
  SO: 'buyer',
  UC: 'endUser',
  UD: 'endUser',
  DP: 'shipTo',
  CN: 'shipTo',
  ST: 'shipTo',
  IV: 'billTo',
  BT: 'billTo',
  SU: 'seller',
  SE: 'seller',
  VN: 'seller',
};

/** A party with what stands under its NAD: references, contacts and their addresses. */
interface PartyGroup {
  readonly nad: EdifactSegment;
  readonly more: readonly EdifactSegment[];
}

const ofParty = ['RFF', 'CTA', 'COM', 'LOC', 'FII', 'DOC'];

/** NAD groups of a list of segments: what follows a NAD is its own until a segment of another group comes. */
export function partyGroups(segments: readonly EdifactSegment[]): PartyGroup[] {
  const groups: { nad: EdifactSegment; more: EdifactSegment[] }[] = [];
  let isOpen = false;
  for (const segment of segments) {
    if (segment.tag === 'NAD') groups.push({ nad: segment, more: [] });
    else if (isOpen && ofParty.includes(segment.tag)) groups.at(-1)?.more.push(segment);
    isOpen = segment.tag === 'NAD' || (isOpen && ofParty.includes(segment.tag));
  }
  return groups;
}

/** Everybody on an order, in the order in which they stand. Of a role that stands twice (DP and CN) the first one counts. */
export function edifactParties(header: readonly EdifactSegment[]): SourceParty[] {
  const parties = partyGroups(header).flatMap((group) => partyOf(group) ?? []);
  return parties.filter(({ role }, index) => parties.findIndex((other) => other.role === role) === index);
}

export function partyOf({ nad, more }: PartyGroup): SourceParty | undefined {
  const code = elementText(nad, 1);
  if (!code) return undefined;
  const role = Object.hasOwn(roles, code) ? roles[code] : undefined;
  const references = more.filter((segment) => segment.tag === 'RFF');
  const vat = references.filter((rff) => elementText(rff, 1) === 'VA').flatMap((rff) => foundElement(rff, 1, 2) ?? []);
  const mails = more.filter(({ tag }) => tag === 'COM').flatMap(mailsOf);
  return {
    role: role ?? `other:${code}`,
    ids: [...idsOf(nad), ...vat.map(({ value, at }) => ({ value: `VA:${value}`, at }))],
    name: nameOf(nad),
    country: foundElement(nad, 9),
    mails,
  };
}

/** `9:4012345000009` under the code of who gives the numbers (3055), and a GLN under that name too; without a code the id alone. */
function idsOf(nad: EdifactSegment): Found<string>[] {
  const id = foundElement(nad, 2, 1);
  if (!id) return [];
  const agency = elementText(nad, 2, 3);
  if (!agency) return [id];
  const own = { value: `${agency}:${id.value}`, at: id.at };
  return agency === '9' ? [own, { value: `GLN:${id.value}`, at: id.at }] : [own];
}

/** The lines of the name (C080), else the first of a name and address that is not parted (C058). */
function nameOf(nad: EdifactSegment): Found<string> | undefined {
  const parts = [1, 2, 3, 4, 5].flatMap((component) => foundElement(nad, 4, component) ?? []);
  const [first] = parts;
  return first ? { value: parts.map(({ value }) => value).join(' '), at: first.at } : foundElement(nad, 3, 1);
}

function mailsOf(com: EdifactSegment): Found<string>[] {
  return com.elements.flatMap((_, index) => {
    const mail = foundElement(com, index + 1, 1);
    return mail && elementText(com, index + 1, 2) === 'EM' ? [mail] : [];
  });
}

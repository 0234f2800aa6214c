import type { Found, SourceParty, SourceRole } from '../reading.ts';
import { type IdocSegment, segmentsNamed, withoutZerosInFront } from './segment.ts';

/** Partner functions (PARVW); those of customers (Z…) are a profile's to know. */
const roles: Readonly<Record<string, SourceRole>> = {
  AG: 'buyer',
  WE: 'shipTo',
  RE: 'billTo',
  RG: 'billTo',
  LF: 'seller',
};

/** Fields in which extensions and partner systems put addresses. */
const mailFields = ['SMTP_ADDR', 'EMAIL', 'E_MAIL'];

/** Everybody on the order; of a role that stands twice (RE and RG) the first one counts. Texts that hold addresses are parties of their own. */
export function idocParties(segments: readonly IdocSegment[]): SourceParty[] {
  const all = segmentsNamed(segments, 'E1EDKA1').flatMap((segment) => partnerOf(segment) ?? []);
  const named = all.filter(({ role }, index) => all.findIndex((other) => other.role === role) === index);
  return [...named, ...segmentsNamed(segments, 'E1EDKT1').flatMap((text) => textParty(text) ?? [])];
}

function partnerOf(segment: IdocSegment): SourceParty | undefined {
  const code = segment.field('PARVW')?.value;
  if (!code) return undefined;
  const role = Object.hasOwn(roles, code) ? roles[code] : undefined;
  const gln = segment.field('ILNNR');
  const ids = [segment.field('PARTN'), segment.field('LIFNR')].flatMap((found) => withoutZerosInFront(found) ?? []);
  const once = ids.filter(({ value }, index) => ids.findIndex((other) => other.value === value) === index);
  const around = [segment, ...segment.children];
  return {
    role: role ?? `other:${code}`,
    ids: [...once, ...(gln ? [{ value: `GLN:${gln.value}`, at: gln.at }] : [])],
    name: segment.field('NAME1'),
    country: segment.field('LAND1'),
    mails: around.flatMap((each) => mailFields.flatMap((field) => addressesIn(each.field(field)))),
  };
}

/** ORDERS05 has no field for addresses: where a text has some, its id says whose they are, and a profile knows the id. */
function textParty(text: IdocSegment): SourceParty | undefined {
  const id = text.field('TDID')?.value ?? 'text';
  const mails = segmentsNamed(text.children, 'E1EDKT2').flatMap((line) => addressesIn(line.field('TDLINE')));
  return mails.length > 0 ? { role: `other:${id}`, ids: [], mails } : undefined;
}

function addressesIn(found: Found<string> | undefined): Found<string>[] {
  const all = found?.value.match(/[^\s<>,;:"()[\]]+@[^\s<>,;:"()[\]]+/g) ?? [];
  return all.map((value) => ({ value, at: (found as Found<string>).at }));
}

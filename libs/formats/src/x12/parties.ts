import type { Found, SourceParty, SourceRole } from '../reading.ts';
import type { X12Segment } from './syntax/lexer.ts';
import { all, type OrderLoops } from './syntax/loops.ts';
import { elementOf, type SetReader, wholeElement, x12Place } from './syntax/walk.ts';

const roles: Readonly<Record<string, SourceRole>> = {
  BY: 'buyer',
  SO: 'buyer',
  EN: 'endUser',
  ST: 'shipTo',
  BT: 'billTo',
  SE: 'seller',
  VN: 'seller',
  SU: 'seller',
};

/** Whose contact a PER of the header is: buyer's, delivery's, seller's. */
const contacts: Readonly<Record<string, SourceRole>> = {
  BD: 'buyer',
  OC: 'buyer',
  DC: 'shipTo',
  SU: 'seller',
  SR: 'seller',
};

const scheme = (reader: SetReader, segment: X12Segment): Found<string>[] => {
  const [kind, id] = [elementOf(reader, segment, 3)?.value, wholeElement(reader, segment, 4)];
  return id ? [{ value: kind ? `${kind}:${id.value}` : id.value, at: id.at }] : [];
};

/** Everybody on the order: N1 loops, the contacts of the header, and as the seller whom the group is addressed to. */
export function x12Parties(reader: SetReader, { header, parties, lines }: OrderLoops): SourceParty[] {
  const named = parties.map((loop) => partyOf(reader, loop));
  const to = deliveryOfLines(reader, named, lines);
  const further = [...all(header, 'PER').map((contact) => contactOf(reader, contact)), ...addressee(reader)];
  return further.reduce(withParty, [...named, ...(to ? [to] : [])]);
}

/** What a contact or an address of the envelope adds to the first party of its role; a party of its own where there is none. */
function withParty(parties: readonly SourceParty[], party: SourceParty): SourceParty[] {
  const known = parties.find(({ role }) => role === party.role);
  if (!known) return [...parties, party];
  const more = { ...known, ids: [...known.ids, ...party.ids], mails: [...known.mails, ...party.mails] };
  return parties.map((each) => (each === known ? more : each));
}

function contactOf(reader: SetReader, contact: X12Segment): SourceParty {
  const code = elementOf(reader, contact, 1)?.value ?? '';
  const role = Object.hasOwn(contacts, code) ? contacts[code] : undefined;
  const name = wholeElement(reader, contact, 2);
  return {
    role: role ?? `other:${code || 'contact'}`,
    ids: [],
    ...(name && { name }),
    mails: mailsOf(reader, [contact]),
  };
}

function partyOf(reader: SetReader, loop: readonly X12Segment[]): SourceParty {
  const [n1] = loop as [X12Segment];
  const code = elementOf(reader, n1, 1)?.value ?? '';
  const role = Object.hasOwn(roles, code) ? roles[code] : undefined;
  const name = wholeElement(reader, n1, 2);
  const country = all(loop, 'N4')
    .map((n4) => elementOf(reader, n4, 4))
    .find(Boolean);
  return {
    role: role ?? `other:${code || 'party'}`,
    ids: scheme(reader, n1),
    ...(name && { name }),
    // US stands for itself: documents of one country leave it out, and other lengths are no code.
    ...(country && /^[A-Z]{2}$/.test(country.value) ? { country } : {}),
    mails: mailsOf(reader, loop),
  };
}

/** E-mail addresses stand behind the qualifier EM, up to three of them in a PER. */
function mailsOf(reader: SetReader, loop: readonly X12Segment[]): Found<string>[] {
  return all(loop, 'PER').flatMap((per) =>
    [3, 5, 7].flatMap((position) =>
      elementOf(reader, per, position)?.value === 'EM' ? (wholeElement(reader, per, position + 1) ?? []) : [],
    ),
  );
}

/** GS03 names us as the sender of the group does, for profiles that know us by it. */
function addressee(reader: SetReader): SourceParty[] {
  const { gs } = reader.set;
  const value = (gs.elements[3] ?? '').trim();
  return value === ''
    ? []
    : [{ role: 'seller', ids: [{ value, at: { path: 'GS.03', ...reader.set.placeOf(gs.offset) } }], mails: [] }];
}

/**
 * Where all goes, where only lines say it: N1*ST below them, or SDQ, which shares a line out among places. SEVERAL_SHIP_TO: more than one
 * place is more than one end customer, which an order does not have.
 */
function deliveryOfLines(
  reader: SetReader,
  header: readonly SourceParty[],
  lines: OrderLoops['lines'],
): SourceParty | undefined {
  const own = header.find(({ role }) => role === 'shipTo');
  const below = lines.flatMap(({ parties, own: segments }) => [
    ...parties.map((loop) => partyOf(reader, loop)).filter(({ role }) => role === 'shipTo'),
    ...all(segments, 'SDQ').flatMap((sdq) => sharedOut(reader, sdq)),
  ]);
  const first = own ?? below[0];
  const other = below.find((party) => keyOf(party) !== keyOf(first));
  if (first && other) {
    const at = other.ids[0]?.at ?? other.name?.at ?? x12Place(reader, reader.set.segments[0] as X12Segment);
    const message = `this goes to ${keyOf(other)}, and other lines to ${keyOf(first)}; an order has one end customer`;
    reader.tell({
      code: 'SEVERAL_SHIP_TO',
      at,
      message,
      value: keyOf(other),
      limit: keyOf(first),
      remedy: 'send an order for each place of delivery',
    });
  }
  return own ? undefined : below[0];
}

/** SDQ01 unit, 02 whose codes, then place and quantity in turn. */
function sharedOut(reader: SetReader, sdq: X12Segment): SourceParty[] {
  const kind = elementOf(reader, sdq, 2)?.value;
  const places: SourceParty[] = [];
  for (let position = 3; position < sdq.elements.length && position < 23; position += 2) {
    const id = wholeElement(reader, sdq, position);
    if (id)
      places.push({ role: 'shipTo', ids: [{ value: kind ? `${kind}:${id.value}` : id.value, at: id.at }], mails: [] });
  }
  return places;
}

function keyOf(party: SourceParty | undefined): string {
  return party?.ids[0]?.value ?? party?.name?.value ?? '';
}

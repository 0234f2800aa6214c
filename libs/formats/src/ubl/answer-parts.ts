import type { DocumentAnswer, WrittenAnswer } from '../answer.ts';
import type { SourceLine, SourceReading } from '../reading.ts';
import { writeXml, type XmlNode, xmlText } from '../xml/write.ts';
import { aggregates, basics, ublNamespace } from './envelope.ts';

/** A UBL document with what stands in it, in the order of its schema. */
export function writtenUbl(kind: string, content: readonly (XmlNode | undefined)[]): WrittenAnswer {
  const names = { xmlns: `${ublNamespace}${kind}-2`, 'xmlns:cac': aggregates, 'xmlns:cbc': basics };
  const bytes = new TextEncoder().encode(writeXml([kind, content, names]));
  return { contentType: 'application/xml; charset=utf-8', bytes };
}

/** An element with text in it; undefined for no text, since Peppol has no empty elements. */
export function basic(
  name: string,
  text: string | undefined,
  attributes: Record<string, string> = {},
): XmlNode | undefined {
  return text !== undefined && xmlText(text) !== '' ? [`cbc:${name}`, text, attributes] : undefined;
}

/** An element with elements in it; undefined where none of them is there. */
export function aggregate(name: string, ...content: readonly (XmlNode | undefined)[]): XmlNode | undefined {
  return content.some((each) => each !== undefined) ? [`cac:${name}`, content] : undefined;
}

/** Day and time in UTC, as two elements. */
export function issuedAt({ issuedAt: instant }: DocumentAnswer): (XmlNode | undefined)[] {
  const [day = '', time = ''] = instant.split('T');
  return [basic('IssueDate', day), basic('IssueTime', time.replace(/\.\d+/, ''))];
}

/** A party as the sender named it: its endpoint, its id, its registered name. */
export function partyFrom(reading: SourceReading, role: 'buyer' | 'seller'): XmlNode | undefined {
  const kept = (name: string) => reading.kept?.[`${role}${name}`];
  const scheme = (name: string): Record<string, string> => {
    const id = kept(`${name}Scheme`);
    return id ? { schemeID: id } : {};
  };
  return aggregate(
    'Party',
    basic('EndpointID', kept('Endpoint'), scheme('Endpoint')),
    aggregate('PartyIdentification', basic('ID', kept('Id'), scheme('Id'))),
    aggregate('PartyLegalEntity', basic('RegistrationName', kept('LegalName') ?? kept('Name'))),
  );
}

/** The number of a line as it came, else its position from 1. */
export function lineIdOf(line: SourceLine, position: number): string {
  return line.number?.value ?? String(position + 1);
}

/** A line's item: a name is obligatory, and the sender's ids let it be found. */
export function itemFrom(line: SourceLine, position: number): XmlNode | undefined {
  const id = (by: string) => line.items.find((item) => item.by === by)?.id.value;
  const gtin = /^\d{8,14}$/.exec(id('gtin') ?? '')?.[0];
  return aggregate(
    'Item',
    basic('Name', line.name?.value ?? id('seller') ?? id('buyer') ?? `Line ${lineIdOf(line, position)}`),
    aggregate('BuyersItemIdentification', basic('ID', id('buyer'))),
    aggregate('SellersItemIdentification', basic('ID', id('seller'))),
    aggregate('StandardItemIdentification', basic('ID', gtin, { schemeID: '0160' })),
  );
}

/** The notes of an answer, joined: there is one Note. */
export function noteFrom({ notes }: DocumentAnswer): XmlNode | undefined {
  return basic('Note', notes.join(' · '));
}

import { Unreadable } from '../format.ts';
import type { XmlElement } from '../xml/tree.ts';
import { foundAt } from '../xml/walk.ts';

/** Namespaces of UBL 2: a document's own, `Order-2`, follows the first. */
export const ublNamespace = 'urn:oasis:names:specification:ubl:schema:xsd:';
export const aggregates = `${ublNamespace}CommonAggregateComponents-2`;
export const basics = `${ublNamespace}CommonBasicComponents-2`;

/** What Peppol's own documents say of themselves; only they are under Peppol's rules. */
export const peppolCustomization = 'urn:fdc:peppol.eu:poacc:trns:';

/** A document as it stands in its envelope, and what the envelope says. */
export interface Unwrapped {
  readonly document: XmlElement;
  readonly envelope: Readonly<Record<string, string>>;
}

/**
 * Takes a document out of a StandardBusinessDocument, where it stands in one: sender, receiver and instance are kept.
 * @throws Unreadable for an envelope with no document, or with more than one
 */
export function unwrap(root: XmlElement): Unwrapped {
  if (root.local !== 'StandardBusinessDocument') return { document: root, envelope: {} };
  const [document, second] = root.children.filter(({ local }) => local !== 'StandardBusinessDocumentHeader');
  if (!document) throw new Unreadable('there is no document in the StandardBusinessDocument');
  if (second) throw new Unreadable('there is more than one document in the StandardBusinessDocument');
  const header = root.children.find(({ local }) => local === 'StandardBusinessDocumentHeader');
  const says = {
    envelopeSender: foundAt(header, 'Sender', 'Identifier'),
    envelopeReceiver: foundAt(header, 'Receiver', 'Identifier'),
    envelopeInstance: foundAt(header, 'DocumentIdentification', 'InstanceIdentifier'),
  };
  const envelope: Record<string, string> = {};
  for (const [name, found] of Object.entries(says)) if (found) envelope[name] = found.value;
  return { document, envelope };
}

/** True for documents that Peppol's rules are for. */
export function isPeppol(document: XmlElement): boolean {
  return foundAt(document, 'CustomizationID')?.value.startsWith(peppolCustomization) ?? false;
}

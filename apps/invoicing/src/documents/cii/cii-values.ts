import { textElement, type XmlNode } from '#formats/xml/write.ts';
import type { Period } from '../exchanged.ts';

/** Values as CII writes them. */

/** A day, in the form 102. */
export function day(name: string, on: string): XmlNode {
  return [name, [['udt:DateTimeString', on.replaceAll('-', ''), { format: '102' }]]];
}

/** A period; nothing where there is none. */
export function period(of: Period | undefined): XmlNode | undefined {
  if (!of) return undefined;
  const end = of.through === undefined ? undefined : day('ram:EndDateTime', of.through);
  return ['ram:BillingSpecifiedPeriod', [day('ram:StartDateTime', of.from), end]];
}

/** What the customer books it on (BT-19, BT-133). */
export function accounting(on: string | undefined): XmlNode | undefined {
  const id = textElement('ram:ID', on);
  return id && ['ram:ReceivableSpecifiedTradeAccountingAccount', [id]];
}

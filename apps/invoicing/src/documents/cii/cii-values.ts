import { type XmlNode, xmlText } from '#formats/xml/write.ts';
import type { Period } from '../exchanged.ts';

/** Values as CII writes them. */

/** A day, in the form 102. */
export function day(name: string, on: string): XmlNode {
  return [name, [['udt:DateTimeString', on.replaceAll('-', ''), { format: '102' }]]];
}

/** A period; nothing where there is none. */
export function period(of: Period | undefined): XmlNode | undefined {
  if (!of) return undefined;
  return ['ram:BillingSpecifiedPeriod', [day('ram:StartDateTime', of.from), day('ram:EndDateTime', of.through)]];
}

/** A text; an element without one says less than none. */
export function given(name: string, text: string | undefined): XmlNode | undefined {
  return text && xmlText(text) ? [name, text] : undefined;
}

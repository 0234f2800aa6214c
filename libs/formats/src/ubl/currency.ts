import type { Found } from '../reading.ts';
import { type XmlElement } from '../xml/tree.ts';
import { foundAt, foundAttribute } from '../xml/walk.ts';
import type { Violations } from './numbers.ts';

/**
 * The document's currency: DocumentCurrencyCode, else PricingCurrencyCode, else the one that amounts name. Amounts in several are
 * `CURRENCY_MIXED` where neither stands, or where `isStrict` (outside Peppol, whose own rule says the same of its documents).
 */
export function currencyOf(document: XmlElement, isStrict: boolean, violations: Violations): Found<string> | undefined {
  const said = foundAt(document, 'DocumentCurrencyCode') ?? foundAt(document, 'PricingCurrencyCode');
  if (said && !isStrict) return said;
  const used = new Map<string, XmlElement>();
  collect(document, used);
  const [first] = used.values();
  const currency = said ?? foundAttribute(first, 'currencyID');
  const other = [...used].find(([code]) => code !== currency?.value)?.[1];
  const at = foundAttribute(other, 'currencyID');
  if (at) {
    violations.push({
      code: 'CURRENCY_MIXED',
      at: at.at,
      message: `An amount is in ${at.value}, the order in ${currency?.value}.`,
      value: at.value,
      limit: currency?.value,
      remedy: 'Send every amount of an order in one currency.',
    });
  }
  return currency;
}

/** The first element that names each currency. Taxes may be told in another one by law, and are not ours to read. */
function collect(element: XmlElement, used: Map<string, XmlElement>): void {
  const code = element.attributes.currencyID?.trim();
  if (code && !used.has(code)) used.set(code, element);
  for (const child of element.children) if (child.local !== 'TaxTotal') collect(child, used);
}

import type { XmlElement } from '../../xml/tree.ts';
import { type Check, childOf, hasChild, normalSpace, type Rules } from './rule.ts';

/** Which rule says what of lines under each code of a response. */
const linesByCode: Readonly<Record<string, { rule: string; hasLines: boolean }>> = {
  CA: { rule: 'R007', hasLines: true },
  AP: { rule: 'R008', hasLines: false },
  RE: { rule: 'R009', hasLines: false },
  AB: { rule: 'R010', hasLines: false },
};

/** T76 and T116: elements of basic names. */
export const responseBasics: Rules = new Map([
  ['CustomizationID', checkSpecification],
  ['PriceAmount', checkCurrency],
  ['OrderResponseCode', checkLines],
]);

/** T76 and T116: elements of aggregate names. */
export const responseAggregates: Rules = new Map([
  ['Party', checkParty],
  ['PromisedDeliveryPeriod', checkPeriod],
  ['LineItem', checkLine],
]);

function checkSpecification(element: XmlElement, check: Check): void {
  const name = check.transaction === 'T116' ? 'order_response_advanced' : 'order_response';
  if (!element.text.trim().startsWith(`urn:fdc:peppol.eu:poacc:trns:${name}:3`)) check.fail('R006', element);
}

function checkCurrency(price: XmlElement, check: Check): void {
  const currency = price.attributes.currencyID;
  const ofDocument = childOf(check.document, 'DocumentCurrencyCode')?.text;
  if (currency === undefined || currency !== ofDocument) check.fail('R005', price);
}

function checkLines(code: XmlElement, check: Check): void {
  const found = linesByCode[normalSpace(code.text)];
  if (found && found.hasLines !== hasChild(code.parent, 'OrderLine')) check.fail(found.rule, code);
}

function checkParty(party: XmlElement, check: Check): void {
  const role = party.parent?.local;
  if (role !== 'BuyerCustomerParty' && role !== 'SellerSupplierParty') return;
  const hasName = hasChild(childOf(party, 'PartyLegalEntity'), 'RegistrationName');
  if (hasName || hasChild(childOf(party, 'PartyIdentification'), 'ID')) return;
  check.fail(role === 'BuyerCustomerParty' ? 'R001' : 'R002', party);
}

function checkPeriod(period: XmlElement, check: Check): void {
  const [start, end] = [childOf(period, 'StartDate'), childOf(period, 'EndDate')];
  if (start && end && end.text < start.text) check.fail('R004', period);
}

function checkLine(line: XmlElement, check: Check): void {
  if (line.parent?.local !== 'OrderLine') return;
  const id = childOf(line, 'ID');
  if (!id || check.linesOf(id.text) !== 1) check.fail('R003', line);
}

import type { CodeTexts } from '#domain/values/violation.ts';

/** What documents of other systems are refused for, whichever format they have: what has to hold, and what would make it possible. */
export const sourceCodes: CodeTexts = {
  ALLOWANCE_AMOUNT_MISSING: [
    'An allowance or a charge says what it comes to.',
    'Send its amount beside its share or rate.',
  ],
  BASE_QUANTITY: ['A price is for a quantity above 0.', 'Leave the base quantity out for the price of one.'],
  CONTROL_TOTAL: [
    'Amounts and totals of a document agree with its lines.',
    'Correct the amount, or the lines that it is about.',
  ],
  CONTROL_NUMBER: [
    'A document ends with the control number that it began with, and none stands twice.',
    'Number interchanges, groups and sets apart, and end each with its own number.',
  ],
  COPY: ['A copy of a document asks for nothing.', 'Send the document itself, if it is to be done.'],
  COUNT_MISMATCH: [
    'The counts that a document says are those of what is in it.',
    'Send it whole; a lost separator hides a part in the one before it.',
  ],
  CURRENCY_MIXED: [
    'Every amount of an order is in one currency.',
    'Send every amount of an order in the currency of the document.',
  ],
  END_MISSING: ['A file shows that it is whole by what stands at its end.', 'Send the file whole, with its sum.'],
  ITEMS_MISSING: ['A document has the lines of its order.', 'Read the order with its lines expanded.'],
  ITEM_IN_PRICED_GROUP: [
    'An item of a group that has a price of its own is not counted beside it.',
    'Send the group without a price, or without its items.',
  ],
  NOT_AN_ORDER: [
    'A document is an order, or a change or a cancellation of one; returns, credits and blanket agreements are not.',
    'Send an order with positive quantities.',
  ],
  NOT_A_NUMBER: [
    'Quantities and amounts are decimal numbers of at most 40 digits.',
    'Send the number without thousands separators and with a point.',
  ],
  ORDER_NUMBER_MISSING: ['A document says which order it is about.', "Put the order's number where the format has it."],
  PEPPOL_RULE: [
    "A document that says it is Peppol's keeps the rules that Peppol publishes; the message names the rule by its id.",
    'Correct the element; `npm run -s validate-order -- FILE` lists every rule that a document breaks.',
  ],
  PRICE_INCLUDES_TAX: ['Prices are net.', 'Send net prices.'],
  PRICE_NOT_NET: [
    'A price is what the order pays for the unit.',
    'Send the price that is paid, with what comes off it taken off.',
  ],
  PRICE_NOT_REPRESENTABLE: [
    'The price of one license has no more decimals than its currency.',
    'Agree on a price that a single license can have.',
  ],
  PRICE_UNIT_DIFFERS: ['A price is for the unit that is ordered.', 'Send the price of the unit that is ordered.'],
  REFERENCE_MISMATCH: [
    'An envelope ends with the number that it began with.',
    'Write the same number where the envelope begins and where it ends.',
  ],
  SEVERAL_SHIP_TO: ['All lines of an order go to one end customer.', 'Send an order for each place of delivery.'],
  STATED_TWICE: [
    'A line says each of its figures once.',
    'Send one quantity and one price for a line, or a line for each of them.',
  ],
  SPLIT_DELIVERY: ['A line has one delivery.', 'Send a line for each delivery.'],
};

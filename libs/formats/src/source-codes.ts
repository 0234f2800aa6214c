import type { CodeTexts } from '#domain/values/violation.ts';

/** What documents of other systems are refused for, whichever format they have: what has to hold, and what would make it possible. */
export const sourceCodes: CodeTexts = {
  CONTROL_TOTAL: ['Figures of a document agree with each other.', 'Send a document whose figures agree.'],
  CURRENCY_MIXED: [
    'Every amount of an order is in one currency.',
    'Send every amount of an order in the currency of the document.',
  ],
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
  PRICE_NOT_REPRESENTABLE: [
    'The price of one license has no more decimals than its currency.',
    'Agree on a price that a single license can have.',
  ],
  PRICE_UNIT_DIFFERS: ['A price is for the unit that is ordered.', 'Send the price of the unit that is ordered.'],
  SEVERAL_SHIP_TO: ['All lines of an order go to one end customer.', 'Send an order for each place of delivery.'],
  SPLIT_DELIVERY: ['A line has one delivery.', 'Send a line for each delivery.'],
};

import type { CodeTexts } from '#domain/values/violation.ts';

/** What documents of other systems are refused for, whichever format they have: what has to hold, and what would make it possible. */
export const sourceCodes: CodeTexts = {
  CURRENCY_MIXED: [
    'Every amount of an order is in one currency.',
    'Send every amount of an order in the currency of the document.',
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
  SPLIT_DELIVERY: ['A line has one delivery.', 'Send a line for each delivery.'],
};

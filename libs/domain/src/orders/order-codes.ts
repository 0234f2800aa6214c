import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what is refused of orders: what has to hold, and what would make it possible. */
export const orderCodes: CodeTexts = {
  DUPLICATE_LINE_NUMBER: ['Every line of an order has a number of its own.', 'Number the lines differently.'],
  END_CUSTOMER_COUNT: ['An order has exactly one end customer.', 'Give exactly one account the role end-customer.'],
  PAYER_COUNT: [
    'An order has at most one bill-to and one sold-to account.',
    'Order what another account pays for by itself.',
  ],
  UNKNOWN_SKU: [
    'A product that is ordered is in the catalog.',
    'Publish it, and send the order with a higher revision.',
  ],
  WITHDRAWN_SKU: ['A product that is ordered is still sold.', 'Order another product.'],
  ORDER_CANCELLED: ['No revision follows a cancellation.', 'Place a new order.'],
  ORDER_AUTHORITY_REQUIRED: [
    'A person may change every account that receives or pays, in the order as it stands and in the revision.',
    'Have it sent by somebody who administers these accounts, or by an operator.',
  ],
  ORDER_OF_ANOTHER_SOURCE: [
    'An order belongs to the system that sent it first.',
    'Use another number, or declare in ORDER_SOURCES that the systems share their numbers.',
  ],
  REVISION_TAKEN: ['A revision has one content.', 'Send what changed with a higher revision.'],
  REVISION_OUTDATED: ['A revision counts until a higher one came.', 'Send what is meant with a higher revision.'],
  REVISION_TOO_FAR: ['A person’s revision is at most 1000 above the last.', 'Use the next revision.'],
  LINE_RELEASED: ['A line that went to fulfillment stays as it is.', 'Order the difference as a new line or order.'],
  RELEASED_TERMS_FIXED: [
    'What a released line depends on stays as it is; once it is billed, who pays too.',
    'Place a new order for it.',
  ],
  PRICE_NOT_CATALOG: ['A person orders at the catalog’s price.', 'Use the price of the catalog, or ask an operator.'],
  UNKNOWN_ORDER: ['A change is to an order that came before.', 'Send the whole order.'],
  UNKNOWN_LINE: ['A change is to a line that the order has.', 'Add the line, or send the whole order.'],
  LINE_EXISTS: ['A line that is added is new.', 'Change the line, or add one under another number.'],
  HEADER_CHANGED: [
    'A change of lines leaves the currency and the accounts of its order.',
    'Send the whole order as it is to be.',
  ],
  LATER_CHANGE: ['A change that comes late leaves room for those after it.', 'Send the whole order as it is to be.'],
  NO_LINES_LEFT: ['An order has at least one line.', 'Cancel the order.'],
  TERM_NOT_CATALOG: ['A person orders for the catalog’s term.', 'Use the term of the catalog, or ask an operator.'],
};

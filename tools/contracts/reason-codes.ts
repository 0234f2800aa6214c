import { ruleRemedies } from '#domain/licenses/rules/catalog/rule-remedies.ts';
import { ruleCatalog } from '#domain/licenses/rules/rules.ts';

/** A code of a violation, as it is published: never renamed. */
export interface ReasonCode {
  readonly code: string;
  /** What has to hold. */
  readonly sentence: string;
  /** What would make it possible. */
  readonly remedy: string;
}

/** Codes of what is said outside the ledger: what has to hold, and what would make it possible. */
const others: Readonly<Record<string, readonly [sentence: string, remedy: string]>> = {
  // Any body or message
  INVALID: ['The value has one of the forms that are understood.', 'Change it as the message says.'],
  MESSAGE_TOO_LARGE: ['A message is no larger than its topic takes.', 'Send less in one message.'],
  MORE_VIOLATIONS: ['At most 100 violations of one document are listed.', 'Mend what is listed and send it again.'],
  REQUIRED: ['A field that is needed is there.', 'Add the field.'],
  TOO_LARGE: ['A number, text or list is not above its limit.', 'Stay within the limit.'],
  TOO_SMALL: ['A number, text or list is not below its limit.', 'Stay within the limit.'],
  UNKNOWN_COUNTRY: ['A country is one of ISO 3166-1.', 'Write the two letters of the country, as PL.'],
  UNKNOWN_CURRENCY: ['A currency is one of ISO 4217.', 'Use a code such as EUR, JPY or KWD.'],
  DEVICE_TYPE_TWICE: ['A device type is told once, in one spelling.', 'Name it once.'],
  UNKNOWN_DEVICE_TYPE: [
    'Devices are reported by a type that a product has.',
    'Write the nearest known type, or publish the product.',
  ],
  UNKNOWN_EDITION: ['An edition is one that programs or products know.', 'Write one of those that are listed.'],
  UNKNOWN_FIELD: ['A command has only fields that it knows.', 'Write the nearest known name, or leave the field out.'],
  WRONG_PARAMETER: ['A parameter in the address has a value that its route takes.', 'Change it as the message says.'],
  UNKNOWN_PARAMETER: [
    'A query has only parameters that its route takes.',
    'Write the nearest known name, or leave the parameter out.',
  ],
  UNKNOWN_TIME_ZONE: ['A time zone is one of the IANA database.', 'Use a name such as Europe/Warsaw.'],
  UNKNOWN_TYPE: ['An event over HTTP is of a type that the route takes.', 'Send one of the types that are listed.'],
  UNKNOWN_VALUE: ['A value is one of those that are listed.', 'Use one of them.'],
  WRONG_FORMAT: ['A text has the form of its field.', 'Write it as the message says.'],
  WRONG_TYPE: ['A value has the type of its field.', 'Send it as that type.'],
  PRICE_DECIMALS: ['A price has no more decimals than its currency.', 'Give the price with fewer decimals.'],
  IDEMPOTENCY_KEY_REUSED: ['An Idempotency-Key stands for one request.', 'Use a new key for another request.'],
  EVENT_ID_REUSED: ['An event id of a source stands for one content.', 'Send other content under an id of its own.'],
  SKU_DIFFERS: ['The sku of a body is that of the address.', 'Leave sku out of the body.'],
  PROGRAM_INVALID: ['A program file names rules that there are, with their parameters.', 'Mend the file as listed.'],

  // Orders
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
  REVISION_TOO_FAR: ['A person’s revision is at most 1000 above the last.', 'Use the next revision.'],
  LINE_RELEASED: ['A line that went to fulfillment stays as it is.', 'Order the difference as a new line or order.'],
  RELEASED_TERMS_FIXED: [
    'What a released line depends on stays as it is; once it is billed, who pays too.',
    'Place a new order for it.',
  ],
  PRICE_NOT_CATALOG: ['A person orders at the catalog’s price.', 'Use the price of the catalog, or ask an operator.'],
  TERM_NOT_CATALOG: ['A person orders for the catalog’s term.', 'Use the term of the catalog, or ask an operator.'],

  // Entitlements
  ACTIVATION_CODE_CHARACTER: [
    'An activation code has only characters of its alphabet.',
    'Type it again as it is printed.',
  ],
  ACTIVATION_CODE_CHECK: ['The check characters of an activation code agree.', 'Type it again as it is printed.'],
  ACTIVATION_CODE_LENGTH: ['An activation code is complete.', 'Type all of its groups.'],
  SSRN_CHARACTER: ['An SSRN has only digits.', 'Type it again as it is printed.'],
  SSRN_CHECK: ['The check digit of an SSRN agrees.', 'Type it again as it is printed.'],
  SSRN_LENGTH: ['An SSRN is complete.', 'Type all of its digits.'],
  NO_SUCH_MAIL: ['Only a mail that there is can be sent again.', 'Choose an entitlement whose shipment has a mail.'],

  // Invoices
  ADDRESS_UNKNOWN: ['Who is billed has an address.', 'Tell a postal address, or addresses for invoice mails.'],
  COUNTRY_UNKNOWN: ['The country of who is billed is known.', 'Tell the country of the account.'],
  TAX_RATE_UNKNOWN: [
    'The tax rate of who is billed is known.',
    'Tell the tax rate of the account; "0" where nothing is taxed.',
  ],
  INVOICE_UNKNOWN: ['A credit names an invoice that was issued.', 'Take the number from the list of invoices.'],
  INVOICE_CREDITED_ALREADY: ['An invoice is credited up to what it billed.', 'Nothing is left to do.'],
  INVOICE_CREDITED_PARTLY: [
    'An invoice of which a part was credited is not credited as a whole.',
    'Say what else is to be credited, by `lines` or by `amount`.',
  ],
  CREDIT_TOO_LARGE: [
    'A credit is of no more than is left of the line, the tax rate and the invoice.',
    'Credit at most the limit.',
  ],
  LINE_NOT_CREDITABLE: ['A line that is credited bills something.', 'Take the place of such a line, counted from 1.'],
  CREDITED_TWICE: [
    'What is credited is said once: by lines or by an amount, a line by quantity or by an amount.',
    'Leave out one of the two.',
  ],
  AMOUNT_NOT_POSITIVE: [
    'An amount is above 0, with no more decimals than its currency has.',
    'Send such an amount as a decimal string.',
  ],
  NOT_AN_INVOICE: ['A credit note is not taken back.', 'Bill what is missing on the next invoice.'],
};

/**
 * Every code that a violation can have, in alphabetical order.
 * @throws Error for a code without a remedy, or one that is listed twice
 */
export function reasonCodes(): ReasonCode[] {
  const ofLedger = ruleCatalog.map(({ code, sentence }) => {
    const remedy = ruleRemedies[code];
    if (remedy === undefined) throw new Error(`a remedy for ${code} in rule-remedies.ts is missing`);
    return { code, sentence, remedy };
  });
  const twice = ofLedger.filter(({ code }) => Object.hasOwn(others, code)).map(({ code }) => code);
  if (twice.length > 0) throw new Error(`${twice.join(', ')} of the ledger is also in reason-codes.ts`);
  const rest = Object.entries(others).map(([code, [sentence, remedy]]) => ({ code, sentence, remedy }));
  return [...ofLedger, ...rest].sort((one, other) => (one.code < other.code ? -1 : 1));
}

/** The codes as a schema that says of each what it means. */
export function reasonCodeSchema(): object {
  return {
    type: 'string',
    description: 'Why something was refused. Codes are never renamed; later releases may have more of them.',
    oneOf: reasonCodes().map(({ code, sentence, remedy }) => {
      return { const: code, title: sentence, description: `${sentence} Remedy: ${remedy}` };
    }),
  };
}

import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what keeps an invoice or a credit from being issued: what has to hold, and what would make it possible. */
export const invoiceCodes: CodeTexts = {
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

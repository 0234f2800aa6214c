import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what keeps an invoice or a credit from being issued: what has to hold, and what would make it possible. */
export const invoiceCodes: CodeTexts = {
  ADDRESS_UNKNOWN: ['Who is billed has an address.', 'Tell a postal address, or addresses for invoice mails.'],
  COUNTRY_UNKNOWN: ['The country of who is billed is known.', 'Tell the country of the account.'],
  TAX_RATE_UNKNOWN: [
    'The tax rate of who is billed is known.',
    'Tell the tax rate of the account; "0" where nothing is taxed.',
  ],
  EXCHANGE_RATE_UNKNOWN: [
    'Tax of a document in another currency than its seller’s is said in that too, by a rate of the day of issue or the 7 days before.',
    'Add the rate to the file of EXCHANGE_RATES_FILE.',
  ],
  ELECTRONIC_ADDRESS_UNKNOWN: [
    'Who gets documents as peppol-bis or xrechnung has an electronic address.',
    'Tell the electronicAddress of the account, or addresses for invoice mails for xrechnung.',
  ],
  ELECTRONIC_ADDRESS_WRONG: [
    'An electronic address is scheme and id, of the list EAS and with its check digits.',
    'Tell the electronicAddress of the account, as "0088:7300010000001".',
  ],
  BUYER_REFERENCE_UNKNOWN: [
    'Documents as peppol-bis say a buyer reference or an order number, those as xrechnung a buyer reference.',
    'Tell the buyerReference of the account; for a German authority its Leitweg-ID.',
  ],
  POSTAL_ADDRESS_UNKNOWN: [
    'Who gets documents as xrechnung has a city and a postal code.',
    'Tell the address of the account.',
  ],
  SELLER_INCOMPLETE: [
    'The seller has what the format of a document takes: its electronic address, and in Germany a contact and an account.',
    'Set the SELLER variables that are named, or give them in the file of SELLER_FILE.',
  ],
  INVOICE_UNKNOWN: [
    'A credit or a payment names an invoice that was issued.',
    'Take the number from the list of invoices.',
  ],
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
  NOT_IN_REVIEW: [
    'What is reviewed is a draft: its month is over, and it is not issued.',
    'Take an account from the list of drafts.',
  ],
  DRAFT_NOT_HELD: ['What is released was held.', 'Nothing is left to do.'],
  HELD_IN_REVIEW: ['A draft that is held in its review is not issued by itself.', 'Release it, or approve it.'],
  NOT_PAYABLE: ['A payment is for an invoice.', 'Send the number of the invoice that was paid, not of a credit note.'],
  PAYMENT_CURRENCY_DIFFERS: [
    'A payment is in the currency of its invoice.',
    'Send what the bank credited, in the currency of the invoice.',
  ],
  PAYMENT_CONFLICT: [
    'A payment that was recorded keeps its invoice, amount, day and reference.',
    'Send another payment under an id of its own.',
  ],
  PAYMENT_UNKNOWN: [
    'A payment that is taken back was recorded, for that invoice.',
    'Send the payment and its invoice as they were recorded.',
  ],
  RETURNED_TOO_EARLY: [
    'A payment is taken back on the day on which it came, or later.',
    'Send the day on which the bank took it back.',
  ],
  NOT_AN_INVOICE: ['A credit note is not taken back.', 'Bill what is missing on the next invoice.'],
};

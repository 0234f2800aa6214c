import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what is refused of documents by the profile of their sender, beside those that formats refuse for (`sourceCodes`). */
export const documentCodes: CodeTexts = {
  ACCOUNT_NOT_ALLOWED: [
    'A sender orders for the accounts of its profile.',
    'Have the account entered in the profile, under mayOrderFor.',
  ],
  DOCUMENT_ALLOWANCE: [
    'Allowances and charges stand on lines, so that the invoice is what the order was.',
    'Put it into the prices of the lines, or have its reason entered in the profile.',
  ],
  LINE_ALLOWANCE: [
    'A line of this sender has no allowance beside its price.',
    'Put it into the price, or have prices.lineAllowances set to into-price in the profile.',
  ],
  NO_ANSWER: [
    'What is sent again was written: an order of a document is answered when it was decided on.',
    'Wait until the order was decided on, or have a format of its answers entered in the profile under answer.formats.',
  ],
  NO_ANSWER_ADDRESS: [
    'An answer goes to the address in the profile of its sender, or to its folder.',
    'Have the address entered in the profile under answer.to, or set INBOX_DIR.',
  ],
  LINE_INCOMPLETE: [
    'What a change of a line says has one meaning.',
    'Say item, unit, quantity and price on the line together, or send the whole order.',
  ],
  LOOKUP_FAILED: [
    'An order that cannot be read from its system for a day is given up.',
    'Replay its dead letter when the system answers again.',
  ],
  LOOKUP_WAITING: [
    'Of a key alone an order is read from its system, again and again where that does not answer.',
    'Wait, or look after the system and the secret that it knows us by.',
  ],
  LOOKUP_MISSING: [
    'Of a key alone an order is read where the profile says how.',
    'Have it entered in the profile, under lookup.',
  ],
  NOT_AUTHENTIC: [
    'A document proves whose it is, as the profile of its sender says.',
    'Send it with the password, the signature or the shared secret that the profile asks for.',
  ],
  NOT_FOR_US: ['The seller of a document is the seller of this installation.', 'Send it to its seller.'],
  NO_EMAIL: [
    'Somebody of the end customer gets the activation codes.',
    'Give the contact an address, or have one entered in the profile under emails.always.',
  ],
  PRICE_MISSING: [
    'A line has a price.',
    'Give the line a price, or have prices.missing set to catalog in the profile.',
  ],
  UNKNOWN_FORMAT: ['A document is of a format that its sender uses.', 'Send it in one of the formats of the profile.'],
  UNKNOWN_ITEM: [
    'An item of a document is known by one of its ids.',
    'Have the item entered in the profile under skus, or its line under ignore.',
  ],
  UNKNOWN_PARTY: ['A party of a document is known by one of its ids.', 'Have the id entered in the profile.'],
  UNREADABLE_DOCUMENT: ['A document can be read from its first byte to its last.', 'Send it again, whole.'],
  UNKNOWN_SENDER: ['A sender has a profile.', 'Name a sender that has one, or have one written.'],
  SENDER_NOT_ALLOWED: ['A document is sent by whom the profile of its sender names.', 'Send it as its sender.'],
  UNKNOWN_UNIT: ['A unit is known, and how many items it is.', 'Have the unit entered in the profile under units.'],
};

import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what is refused of values, whatever they belong to: what has to hold, and what would make it possible. */
export const valueCodes: CodeTexts = {
  MORE_VIOLATIONS: ['At most 100 violations of one document are listed.', 'Mend what is listed and send it again.'],
  UNKNOWN_CURRENCY: ['A currency is one of ISO 4217.', 'Use a code such as EUR, JPY or KWD.'],
  PARENT_MISSING: [
    'Who is billed on the invoices of its parent has one (I16).',
    'Name the parent as parentId, or leave invoiceTo out.',
  ],
  UNKNOWN_EDITION: ['An edition is one that programs or products know.', 'Write one of those that are listed.'],
  PRICE_DECIMALS: ['A price has no more decimals than its currency.', 'Give the price with fewer decimals.'],
};

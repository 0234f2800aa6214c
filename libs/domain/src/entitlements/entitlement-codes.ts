import type { CodeTexts } from '#domain/values/violation.ts';

/** Codes of what is refused of activation codes, SSRNs and mails: what has to hold, and what would make it possible. */
export const entitlementCodes: CodeTexts = {
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
};

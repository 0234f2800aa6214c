import type { AccountRole, Scenario } from './license-facts.ts';

/** What certificate and mail say about getting a license to work (F6). */
export interface ScenarioText {
  readonly heading: string;
  /** For the mail, which has the attachments. */
  readonly mail: string;
  /** For the certificate, which may be on paper. */
  readonly certificate: string;
  /** For a mail that nothing is attached to, because it would be too large. */
  readonly byLink: string;
  /** On the link to the product's instructions. */
  readonly instructions: string;
}

export const scenarioTexts: Readonly<Record<Scenario, ScenarioText>> = {
  activation: {
    heading: 'Activate with the code',
    mail: 'Open the instructions and enter the activation code where they ask for it. The entitlement certificate is attached.',
    certificate: 'Open the instructions and enter the activation code where they ask for it.',
    byLink: 'Open the instructions and enter the activation code where they ask for it.',
    instructions: 'How to activate and use this license',
  },
  'license-key': {
    heading: 'Install the license key file',
    mail: 'The license key file is attached. Install it in your product as the instructions describe. The entitlement certificate is attached as well.',
    certificate:
      'The license key file came attached to the fulfillment e-mail. Install it in your product as the instructions describe. ' +
      'Support asks for the activation code and the SSRN.',
    byLink:
      'The license key file is with this entitlement online. Install it in your product as the instructions describe.',
    instructions: 'How to install the license key',
  },
  'entitlement-only': {
    heading: 'No license key to install',
    mail: 'The attached certificate describes what you are entitled to. Your product does not need a license key.',
    certificate:
      'This certificate describes what you are entitled to. The product does not need a license key. ' +
      'Keep activation code and SSRN for your records.',
    byLink:
      'Your product does not need a license key. The certificate, which says what you are entitled to, is with this entitlement online.',
    instructions: 'How to use this license',
  },
  'no-activation': {
    heading: 'Nothing to activate',
    mail: 'The license works without activation: there is nothing to enter and nothing to install. Keep the activation code and the SSRN for your records; the entitlement certificate is attached.',
    certificate:
      'The license works without activation: there is nothing to enter and nothing to install. ' +
      'Keep activation code and SSRN for your records.',
    byLink:
      'The license works without activation: there is nothing to enter and nothing to install. Keep the activation code and the SSRN for your records.',
    instructions: 'How to use this license',
  },
  'legacy-portal': {
    heading: 'Get the license keys from the legacy portal',
    mail: 'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand. The entitlement certificate is attached.',
    certificate:
      'The keys of this product come from the legacy license management system. The instructions lead there; ' +
      'have the activation code and the SSRN at hand.',
    byLink:
      'The keys of this product come from the legacy license management system. The instructions lead there; have the activation code and the SSRN at hand.',
    instructions: 'Where to obtain the license keys',
  },
  paper: {
    heading: 'On paper, with the hardware',
    mail: 'The license document is delivered on paper, together with the hardware. A copy of it is attached to this e-mail.',
    certificate:
      'This document is printed and delivered together with the hardware. Keep it with the device: ' +
      'the activation code and the SSRN on it identify your license.',
    byLink:
      'The license document is delivered on paper, together with the hardware. A copy of it is with this entitlement online.',
    instructions: 'How to use this license',
  },
};

export const orderRoleNames: Readonly<Record<AccountRole, string>> = {
  'end-customer': 'End customer',
  partner: 'Partner',
  distributor: 'Distributor',
  'sold-to': 'Sold to',
  'bill-to': 'Bill to',
};

import { z } from 'zod';
import {
  accountIdentifier,
  country,
  httpsUrl,
  identifier,
  kindName,
  lineOfText,
  paragraphOfText,
  program,
  recordedAccount,
  recordedCountry,
  recordedIdentifier,
  recordedLine,
  recordedParagraph,
} from './text/primitives.ts';

/** What orders say of accounts, and the catalog of products: in what is sent to us, and in what services emit. */

export const scenario = z.enum([
  'activation',
  'license-key',
  'entitlement-only',
  'no-activation',
  'legacy-portal',
  'paper',
]);

export const category = z.enum(['paid', 'trial', 'usage-based']);

export const billing = z.enum(['once', 'monthly']);

export const orderRole = z.enum(['end-customer', 'partner', 'distributor', 'sold-to', 'bill-to']);

/** An account as an order names it (O1). */
export const orderAccount = z.looseObject({
  accountId: accountIdentifier,
  role: orderRole,
  name: lineOfText.optional(),
  country: country.optional(),
});

/** The same in what services emit. */
export const recordedOrderAccount = orderAccount.extend({
  accountId: recordedAccount,
  name: recordedLine.optional(),
  country: recordedCountry.optional(),
});

/** What the product catalog said about a sku at order time (O6): later services need nothing else. */
export const productFacts = z.object({
  name: lineOfText,
  description: paragraphOfText,
  instructionsUrl: httpsUrl,
  program,
  scenario,
  deviceType: kindName.optional(),
  edition: kindName.optional(),
  package: identifier.optional(),
  category,
  billing,
});

/** The same in what services emit. */
export const recordedProductFacts = productFacts.extend({
  name: recordedLine,
  description: recordedParagraph,
  program: recordedIdentifier,
  deviceType: recordedIdentifier.optional(),
  edition: recordedIdentifier.optional(),
  package: recordedIdentifier.optional(),
});

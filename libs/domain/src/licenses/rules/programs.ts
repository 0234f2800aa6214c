import { merakiRanks } from '#domain/values/names/ranked-editions.ts';
import type { Program } from '../books/program.ts';

/** The programs that come with the software: what each offers, and which rules hold in it. */

/** M: transfers between the organizations of an MSP. */
export const mist: Program = {
  name: 'mist',
  offers: ['transfer', 'return'],
  rules: [
    { code: 'MSP_TIER_REQUIRED', tiers: ['base', 'advanced'] },
    { code: 'ROLE_REQUIRED', roles: ['super-user'], at: 'msp' },
    { code: 'NOT_SAME_MSP' },
    { code: 'CATEGORY_NOT_TRANSFERABLE', categories: ['trial', 'usage-based'] },
    { code: 'LOT_EXPIRED', statuses: ['grace', 'expired'] },
    { code: 'RETURN_ONLY' },
  ],
};

/** K: license keys that move between organizations. */
export const meraki: Program = {
  name: 'meraki',
  licenseKeys: true,
  offers: ['transfer', 'return'],
  rules: [
    { code: 'ADMINISTRATOR_OF_BOTH_REQUIRED' },
    { code: 'FULL_ACCESS_REQUIRED' },
    { code: 'ORGANIZATION_SCOPE_REQUIRED' },
    { code: 'SAML_PLACEHOLDER_REQUIRED' },
    { code: 'LICENSING_MODEL_DIFFERS' },
    { code: 'NO_REMAINING_VALUE' },
    { code: 'EDITION_TOO_LOW', ranks: merakiRanks },
  ],
};

/** D: sites on monthly invoices. */
export const miradore: Program = {
  name: 'miradore',
  accountPriced: true,
  offers: ['transfer', 'return', 'purchase', 'decrease'],
  rules: [
    { code: 'ROLE_REQUIRED', roles: ['owner', 'admin'], at: 'account-or-msp' },
    { code: 'MONTHLY_INVOICE_REQUIRED' },
    { code: 'PLAN_DIFFERS' },
    { code: 'PRICE_DIFFERS' },
    { code: 'CURRENCY_DIFFERS' },
    { code: 'BELOW_MINIMUM' },
    { code: 'BELOW_ENROLLED' },
  ],
};

/** S: reseller stock. */
export const stock: Program = {
  name: 'stock',
  offers: ['stock-purchase', 'stock-move'],
  rules: [
    { code: 'RESELLER_REQUIRED' },
    { code: 'NOT_STOCK' },
    { code: 'STOCK_EXPIRED' },
    { code: 'NOT_OWN_CUSTOMER' },
    { code: 'TRIAL_CUSTOMER' },
    { code: 'PACKAGE_DIFFERS' },
  ],
};

/** The four programs that come with the software. */
export const builtInPrograms: readonly Program[] = [mist, meraki, miradore, stock];

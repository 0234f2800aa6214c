import { countryOfVatId, isCountry } from '#domain/values/country.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { BilledAccount } from '../account/account.ts';
import type { DocumentSeller } from '../account/document-terms.ts';
import type { DraftInvoice } from './invoice.ts';
import { missingForFormat } from './missing-for-format.ts';
import type { DocumentReferences } from './references.ts';

/**
 * What an account lacks for these invoices of it to be issued (I8); empty when all is there. An unknown tax rate is never 0,
 * an invoice goes to somebody somewhere, and is never one that its format does not allow.
 *
 * @param references what each of the invoices says at its head
 */
export function missingFor(
  account: BilledAccount,
  drafts: readonly DraftInvoice[],
  references: readonly DocumentReferences[],
  seller?: DocumentSeller,
): Violation[] {
  const { accountId } = account;
  const untaxed = drafts.flatMap(({ lines }) => lines.filter(({ taxRate }) => taxRate === undefined));
  const tell = `tell it with account.updated.v1, or PUT /api/accounts/${accountId}`;
  const missing: Violation[] = [];
  if (untaxed.length > 0) {
    const [first = ''] = untaxed.map(({ suppliedOn }) => suppliedOn).sort();
    missing.push({
      code: 'TAX_RATE_UNKNOWN',
      path: 'taxRate',
      message: `no tax rate is known of account ${accountId} for what was supplied on ${first}`,
      remedy: `${tell}: taxRate in percent, as "23", or "0" where nothing is taxed`,
    });
  }
  if (countryOf(account) === undefined) {
    missing.push({
      code: 'COUNTRY_UNKNOWN',
      path: 'country',
      message: account.country
        ? `${account.country}, the country of account ${accountId}, is none of ISO 3166`
        : `the country of account ${accountId} is not known`,
      remedy: `${tell}: country as two letters of ISO 3166, as "PL"`,
    });
  }
  if (!canBeReached(account)) {
    missing.push({
      code: 'ADDRESS_UNKNOWN',
      path: 'invoiceEmails',
      message: `account ${accountId} has neither a postal address nor an address for invoice mails`,
      remedy: `${tell}: invoiceEmails, or address with street and city`,
    });
  }
  if (seller) missing.push(...missingOfUntaxed(seller, drafts));
  if (seller) missing.push(...missingForFormat({ account, country: countryOf(account), seller, references, tell }));
  return missing;
}

/** A seller without a VAT identifier taxes nothing, and is known by its entry in a register (BR-S-02, BR-CO-26). */
function missingOfUntaxed({ vatId, registration }: DocumentSeller, drafts: readonly DraftInvoice[]): Violation[] {
  if (vatId !== undefined) return [];
  const taxes = drafts.some(({ lines }) => lines.some(({ taxRate = '0' }) => Number(taxRate) > 0));
  const names = [...(taxes ? ['SELLER_VAT_ID'] : []), ...(registration ? [] : ['SELLER_REGISTRATION'])];
  return names.map((name) => ({
    code: 'SELLER_INCOMPLETE',
    path: 'seller',
    message: `an invoice ${name === 'SELLER_VAT_ID' ? 'with tax' : 'of a seller without a VAT identifier'} needs ${name}, which is not set`,
    remedy: 'set it, or give it in the file of SELLER_FILE, and start the service again',
  }));
}

/** The country of an account: what was told, else what its orders say, else that of its VAT identifier. */
function countryOf({ country, orderCountry, taxId }: BilledAccount): string | undefined {
  return [country, orderCountry, countryOfVatId(taxId)].find((code) => code !== undefined && isCountry(code));
}

function canBeReached({ address = {}, invoiceEmails }: BilledAccount): boolean {
  return invoiceEmails.length > 0 || [address.street, address.city].some((line) => line?.trim());
}

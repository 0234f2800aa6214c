import { electronicAddressOf, isOfPeppol } from '#domain/values/addresses/electronic-address.ts';
import type { Violation } from '#domain/values/violation.ts';
import type { BilledAccount } from '../account/account.ts';
import { type DocumentSeller, documentTermsOf } from '../account/document-terms.ts';
import type { DocumentReferences } from './references.ts';

/** What is asked: an account, its seller, and what the documents say at their heads. */
export interface FormatNeeds {
  readonly account: BilledAccount;
  readonly country: string | undefined;
  readonly seller: DocumentSeller;
  readonly references: readonly DocumentReferences[];
  /** How to tell what is missing. */
  readonly tell: string;
}

/** What the format that an account wants takes and nobody told: a document without it would be refused by whoever gets it (I8). */
export function missingForFormat(needs: FormatNeeds): Violation[] {
  const { account, country, seller } = needs;
  const { format } = documentTermsOf(account);
  if (format !== 'peppol-bis' && format !== 'xrechnung') return [];
  // Peppol has the rules of XRechnung for documents between Germans.
  const german = format === 'xrechnung' || (seller.country === 'DE' && country === 'DE');
  return [
    ...electronicAddress(needs, format),
    ...reference(needs, format, german),
    ...(german ? postalAddress(needs, format) : []),
    ...sellerFacts(needs, format, german),
  ];
}

function electronicAddress({ account, tell }: FormatNeeds, format: string): Violation[] {
  const { electronicAddress: told } = documentTermsOf(account);
  const address = electronicAddressOf(told);
  if (address && (format !== 'peppol-bis' || isOfPeppol(address))) return [];
  const { accountId } = account;
  const remedy = `${tell}: electronicAddress with its scheme in front, as "0088:7300010000001"`;
  const path = 'electronicAddress';
  if (told === undefined) {
    const message = `${format} needs the electronic address of account ${accountId}, which is not known`;
    return [{ code: 'ELECTRONIC_ADDRESS_UNKNOWN', path, message, remedy }];
  }
  const message = `${told}, the electronic address of account ${accountId}, is of no scheme that ${format} knows, or no id of it`;
  return [{ code: 'ELECTRONIC_ADDRESS_WRONG', path, value: told, message, remedy }];
}

function reference({ account, references, tell }: FormatNeeds, format: string, german: boolean): Violation[] {
  const { buyerReference } = documentTermsOf(account);
  const isThere = (said: DocumentReferences) => said.buyerReference || (said.purchaseOrder && !german);
  if (buyerReference || references.every(isThere)) return [];
  const what = german ? 'a buyer reference' : 'a buyer reference, or one purchase order number for all of an invoice';
  return [
    {
      code: 'BUYER_REFERENCE_UNKNOWN',
      path: 'buyerReference',
      message: `${format} needs ${what}; account ${account.accountId} has none, and its orders agree on none`,
      remedy: `${tell}: buyerReference; for a German authority its Leitweg-ID`,
    },
  ];
}

function postalAddress({ account: { accountId, address = {} }, tell }: FormatNeeds, format: string): Violation[] {
  if (address.city?.trim() && address.postalCode?.trim()) return [];
  return [
    {
      code: 'POSTAL_ADDRESS_UNKNOWN',
      path: 'address',
      message: `${format} needs the city and the postal code of account ${accountId}`,
      remedy: `${tell}: address with city and postalCode`,
    },
  ];
}

function sellerFacts({ seller }: FormatNeeds, format: string, german: boolean): Violation[] {
  const { city, postalCode, contactName, phone, email, iban } = seller;
  const address = electronicAddressOf(seller.electronicAddress);
  const missing = Object.entries({
    SELLER_ELECTRONIC_ADDRESS: address && (format !== 'peppol-bis' || isOfPeppol(address)),
    ...(german && {
      SELLER_CITY: city,
      SELLER_POSTAL_CODE: postalCode,
      SELLER_CONTACT_NAME: contactName,
      SELLER_PHONE: phone && /(\d.*){3}/.test(phone),
      SELLER_EMAIL: email,
      SELLER_IBAN: iban,
    }),
  }).flatMap(([name, value]) => (value ? [] : name));
  if (missing.length === 0) return [];
  return [
    {
      code: 'SELLER_INCOMPLETE',
      path: 'seller',
      message: `${format} needs facts of the seller that are not there or are wrong: ${missing.join(', ')}`,
      remedy: 'set them, or give them in the file of SELLER_FILE, and start the service again',
    },
  ];
}

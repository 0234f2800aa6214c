import { countryOfVatId, isCountry, isInUnion } from '#domain/values/country.ts';

/** Category of a tax rate in EN 16931: standard, zero rated, exempt, reverse charge, export outside the Union, not subject to tax. */
export type TaxCategory = 'S' | 'Z' | 'E' | 'AE' | 'G' | 'O';

/** How the lines of a rate are taxed, and why not where that is so (I9). */
export interface TaxTreatment {
  readonly category: TaxCategory;
  /** Of the list of EN 16931, VATEX. */
  readonly reasonCode?: string;
  /** For people: why nothing is taxed. */
  readonly reason?: string;
}

interface Party {
  /** ISO 3166-1. */
  readonly country?: string;
  /** With its country in front; Greece writes EL, Northern Ireland XI. */
  readonly vatId?: string;
}

/** A seller, with the reason why nothing of it is taxed, where there is one. */
export interface TaxedSeller extends Party {
  readonly exemptionReason?: string;
}

/**
 * The category that follows from a rate and both parties (I9). Above 0 it is the standard one. At 0, a seller of the Union
 * charges a business of another member state nothing (AE, both have a VAT identifier of their country), and a buyer outside the
 * Union nothing (G). Otherwise nothing is taxed for the reason that the seller states (E), else at a rate of zero (Z). What a seller
 * without a VAT identifier sells is not subject to VAT (O), wherever it goes.
 */
export function treatmentOf(rate: string, seller: TaxedSeller, buyer: Party): TaxTreatment {
  if (Number(rate) > 0) return { category: 'S' };
  const { exemptionReason: reason, vatId } = seller;
  if (vatId === undefined) {
    return { category: 'O', reasonCode: 'VATEX-EU-O', reason: reason ?? 'Not subject to VAT' };
  }
  const [from, to] = [vatCountry(seller), vatCountry(buyer)];
  if (from !== undefined && to !== undefined && from !== to && isInUnion(from)) {
    if (!isInUnion(to)) return { category: 'G', reasonCode: 'VATEX-EU-G', reason: 'Export outside the EU' };
    if (countryOfVatId(buyer.vatId) === to) {
      return { category: 'AE', reasonCode: 'VATEX-EU-AE', reason: 'Reverse charge' };
    }
  }
  return reason ? { category: 'E', reason } : { category: 'Z' };
}

/** Where a party is for VAT: in its country; in XI a party of Northern Ireland, which is in GB; else where its identifier is from. */
function vatCountry({ country, vatId }: Party): string | undefined {
  const ofVatId = countryOfVatId(vatId);
  if (country === undefined || !isCountry(country)) return ofVatId;
  return country === 'GB' && ofVatId === 'XI' ? 'XI' : country;
}

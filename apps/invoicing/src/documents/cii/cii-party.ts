import type { ElectronicAddress } from '#domain/values/addresses/electronic-address.ts';
import { textElement, type XmlNode } from '#formats/xml/write.ts';
import type { Presented } from '../presented.ts';

type Parts = (XmlNode | undefined)[];

/** The seller (BG-4), as it was when the document was issued. */
export function ciiSeller({ issued: { seller }, sellerAddress }: Presented): Parts {
  const { name, country, vatId, registration } = seller;
  return [
    ['ram:Name', name],
    registration ? ['ram:SpecifiedLegalOrganization', [textElement('ram:ID', registration)]] : undefined,
    contact(seller),
    postalAddress(seller, country),
    address(sellerAddress),
    vatId ? vat(vatId) : undefined,
  ];
}

/** The buyer (BG-7): the account, under its own id. */
export function ciiBuyer({ issued, buyerName, buyerCountry, buyerVatId, buyerAddress }: Presented): Parts {
  return [
    ['ram:ID', issued.accountId],
    ['ram:Name', buyerName],
    // BR-11 wants a country.
    postalAddress(issued.buyer.address ?? {}, buyerCountry ?? issued.seller.country),
    address(buyerAddress),
    buyerVatId ? vat(buyerVatId) : undefined,
  ];
}

function contact({ contactName, phone, email }: Presented['issued']['seller']): XmlNode | undefined {
  const [name, number, mail] = [
    textElement('ram:PersonName', contactName),
    textElement('ram:CompleteNumber', phone),
    textElement('ram:URIID', email),
  ];
  if (!name && !number && !mail) return undefined;
  return [
    'ram:DefinedTradeContact',
    [
      name,
      number && ['ram:TelephoneUniversalCommunication', [number]],
      mail && ['ram:EmailURIUniversalCommunication', [mail]],
    ],
  ];
}

function postalAddress(
  { street, city, postalCode }: { readonly street?: string; readonly city?: string; readonly postalCode?: string },
  country: string,
): XmlNode {
  return [
    'ram:PostalTradeAddress',
    [
      textElement('ram:PostcodeCode', postalCode),
      textElement('ram:LineOne', street),
      textElement('ram:CityName', city),
      ['ram:CountryID', country],
    ],
  ];
}

function address(of: ElectronicAddress | undefined): XmlNode | undefined {
  return of && ['ram:URIUniversalCommunication', [['ram:URIID', of.id, { schemeID: of.scheme }]]];
}

function vat(vatId: string): XmlNode {
  return ['ram:SpecifiedTaxRegistration', [['ram:ID', vatId, { schemeID: 'VA' }]]];
}

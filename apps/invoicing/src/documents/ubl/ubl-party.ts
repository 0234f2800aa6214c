import type { ElectronicAddress } from '#domain/values/addresses/electronic-address.ts';
import { type XmlNode, xmlText } from '#formats/xml/write.ts';
import type { Presented } from '../presented.ts';

/** The seller (BG-4), as it was when the document was issued. */
export function sellerParty({ issued: { seller }, sellerAddress }: Presented): XmlNode {
  const { name, country, vatId, registration, contactName, phone, email } = seller;
  const contact = [given('cbc:Name', contactName), given('cbc:Telephone', phone), given('cbc:ElectronicMail', email)];
  return [
    'cac:Party',
    [
      endpoint(sellerAddress),
      ['cac:PartyName', [['cbc:Name', name]]],
      postalAddress(seller, country),
      vatScheme(vatId),
      ['cac:PartyLegalEntity', [['cbc:RegistrationName', name], given('cbc:CompanyID', registration)]],
      contact.some(Boolean) ? ['cac:Contact', contact] : undefined,
    ],
  ];
}

/** The buyer (BG-7): the account, under its own id. */
export function buyerParty({ issued, buyerName, buyerCountry, buyerVatId, buyerAddress }: Presented): XmlNode {
  return [
    'cac:Party',
    [
      endpoint(buyerAddress),
      ['cac:PartyIdentification', [['cbc:ID', issued.accountId]]],
      ['cac:PartyName', [['cbc:Name', buyerName]]],
      // BR-11 wants a country.
      postalAddress(issued.buyer.address ?? {}, buyerCountry ?? issued.seller.country),
      buyerVatId ? vatScheme(buyerVatId) : undefined,
      ['cac:PartyLegalEntity', [['cbc:RegistrationName', buyerName]]],
    ],
  ];
}

function endpoint(address: ElectronicAddress | undefined): XmlNode | undefined {
  return address && ['cbc:EndpointID', address.id, { schemeID: address.scheme }];
}

function postalAddress(
  { street, city, postalCode }: { readonly street?: string; readonly city?: string; readonly postalCode?: string },
  country: string,
): XmlNode {
  return [
    'cac:PostalAddress',
    [
      given('cbc:StreetName', street),
      given('cbc:CityName', city),
      given('cbc:PostalZone', postalCode),
      ['cac:Country', [['cbc:IdentificationCode', country]]],
    ],
  ];
}

function vatScheme(vatId: string): XmlNode {
  return [
    'cac:PartyTaxScheme',
    [
      ['cbc:CompanyID', vatId],
      ['cac:TaxScheme', [['cbc:ID', 'VAT']]],
    ],
  ];
}

// An element without text says less than none.
function given(name: string, text: string | undefined): XmlNode | undefined {
  return text && xmlText(text) ? [name, text] : undefined;
}

import type { ElectronicAddress } from '#domain/values/addresses/electronic-address.ts';
import { textElement, type XmlNode } from '#formats/xml/write.ts';
import type { Presented } from '../presented.ts';

/** The seller (BG-4), as it was when the document was issued. */
export function sellerParty({ issued: { seller }, sellerAddress }: Presented): XmlNode {
  const { name, country, vatId, registration, contactName, phone, email } = seller;
  const contact = [
    textElement('cbc:Name', contactName),
    textElement('cbc:Telephone', phone),
    textElement('cbc:ElectronicMail', email),
  ];
  return [
    'cac:Party',
    [
      endpoint(sellerAddress),
      ['cac:PartyName', [['cbc:Name', name]]],
      postalAddress(seller, country),
      vatId ? vatScheme(vatId) : undefined,
      ['cac:PartyLegalEntity', [['cbc:RegistrationName', name], textElement('cbc:CompanyID', registration)]],
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
      textElement('cbc:StreetName', street),
      textElement('cbc:CityName', city),
      textElement('cbc:PostalZone', postalCode),
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

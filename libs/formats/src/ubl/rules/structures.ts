import type { Transaction } from './rule.ts';

/** The elements of each document: once, `?` at most once, `*` any number, `+` once or more; in braces what stands in it. Newer releases count. */

const country = 'Country { IdentificationCode }';
const address = `StreetName? AdditionalStreetName? CityName? PostalZone? CountrySubentity? AddressLine? { Line? } ${country}`;
const period = 'StartDate? StartTime? EndDate? EndTime?';
const contact = 'Contact? { Name? Telephone? ElectronicMail? }';
const identification = 'PartyIdentification? { ID } PartyName? { Name }';
const legalEntity = `PartyLegalEntity { RegistrationName CompanyID? RegistrationAddress? { CityName? ${country} } }`;
const vat = 'PartyTaxScheme? { CompanyID TaxScheme { ID } }';
const attachment = 'Attachment? { EmbeddedDocumentBinaryObject? ExternalReference? { URI } }';
const additional = `AdditionalDocumentReference* { ID DocumentType? ${attachment} }`;
const taxCategory = 'ID Percent? TaxScheme { ID }';

const parties = `
  BuyerCustomerParty { Party { EndpointID ${identification} PostalAddress? { ${address} } ${vat} ${legalEntity} ${contact} } }
  SellerSupplierParty { Party { EndpointID ${identification} PostalAddress { ${address} } ${legalEntity} ${contact} } }
  OriginatorCustomerParty? { Party { ${identification} ${contact} } }`;

const invoicee = `
  AccountingCustomerParty? {
    Party { EndpointID? ${identification} PostalAddress { ${address} } ${vat} ${legalEntity} ${contact} }
  }`;

const delivery = `
  DeliveryLocation? { ID? Name? Address { ${address} } }
  RequestedDeliveryPeriod? { ${period} }
  DeliveryParty? { PartyIdentification? { ID } PartyName { Name } PostalAddress? { ${address} } ${contact} }`;

const terms = 'DeliveryTerms? { ID? SpecialTerms? DeliveryLocation? { ID } } PaymentTerms? { Note }';
const allowance = 'ChargeIndicator AllowanceChargeReasonCode?';
const allowanceEnd = 'MultiplierFactorNumeric? Amount BaseAmount?';

const sums = `
  AllowanceCharge* { ${allowance} AllowanceChargeReason ${allowanceEnd} TaxCategory? { ${taxCategory} } }
  TaxTotal? { TaxAmount }
  AnticipatedMonetaryTotal? {
    LineExtensionAmount TaxExclusiveAmount? TaxInclusiveAmount? AllowanceTotalAmount? ChargeTotalAmount? PrepaidAmount?
    PayableRoundingAmount? PayableAmount
  }`;

const itemIds = 'BuyersItemIdentification? { ID } SellersItemIdentification? { ID }';
const property = 'Name NameCode? Value ValueQuantity? ValueQualifier?';
const itemEnd = `
  StandardItemIdentification? { ID } ItemSpecificationDocumentReference* { ID }
  CommodityClassification* { ItemClassificationCode? } ClassifiedTaxCategory? { ${taxCategory} }
  AdditionalItemProperty* { ID? ${property} } ItemInstance* { SerialID? LotIdentification? { LotNumberID? } }`;

const line = (status: string, lineDelivery: string, maker: string) => `
  OrderLine+ {
    Note?
    LineItem {
      ID ${status} Quantity LineExtensionAmount? PartialDeliveryIndicator? AccountingCost? ${lineDelivery}
      OriginatorParty? { ${identification} }
      AllowanceCharge* { ${allowance} AllowanceChargeReason? ${allowanceEnd} }
      Price? { PriceAmount BaseQuantity? AllowanceCharge? { ChargeIndicator Amount BaseAmount? } }
      Item { Description? Name ${itemIds} ${maker} ${itemEnd} }
    }
    QuotationLineReference? { LineID }
  }`;

const place = `ID? DeliveryLocation? { Address { ${address} } }`;

// In two parts, as it is spelled in UBL and not in the texts of this project.
const catalogReference = `Catalo${'gue'}Reference? { ID }`;

const order = `
  CustomizationID ProfileID ID SalesOrderID? IssueDate IssueTime? OrderTypeCode? Note? DocumentCurrencyCode CustomerReference?
  AccountingCost? ValidityPeriod? { EndDate } QuotationDocumentReference? { ID } OrderDocumentReference? { ID }
  OriginatorDocumentReference? { ID } ${catalogReference} ${additional} Contract? { ID } ProjectReference? { ID }
  ${parties} ${invoicee}
  Delivery? {
    ${delivery} Despatch? { RequestedDespatchDate RequestedDespatchTime? }
    Shipment? { ID ShippingPriorityLevelCode? TransportHandlingUnit? { ShippingMarks? } }
  }
  ${terms} ${sums}
  ${line('', `Delivery? { ${place} RequestedDeliveryPeriod? { ${period} } }`, 'ManufacturersItemIdentification? { ID }')}`;

const change = `
  CustomizationID ProfileID ID SalesOrderID? IssueDate IssueTime? SequenceNumberID? Note? DocumentCurrencyCode CustomerReference?
  AccountingCost? ValidityPeriod? { EndDate } OrderReference { ID } QuotationDocumentReference? { ID }
  OriginatorDocumentReference? { ID } ${additional} Contract? { ID }
  ${parties} ${invoicee}
  Delivery? { ${delivery} Shipment? { ID TransportHandlingUnit? { ShippingMarks? } } }
  ${terms} ${sums}
  ${line('LineStatusCode', `Delivery? { ${place} RequestedDeliveryPeriod? { ${period} } }`, '')}`;

const cancellation = `
  CustomizationID ProfileID ID IssueDate IssueTime? Note? CancellationNote OrderReference { ID } OriginatorDocumentReference? { ID }
  ${additional} Contract? { ID }
  ${parties}`;

const respondent = 'Party { EndpointID PartyIdentification* { ID } PartyLegalEntity? { RegistrationName } }';
const promise = `Delivery? { PromisedDeliveryPeriod? { ${period} } }`;

const response = (changeReference: string) => `
  CustomizationID ProfileID ID SalesOrderID? IssueDate IssueTime? OrderResponseCode Note? DocumentCurrencyCode CustomerReference?
  OrderReference { ID } ${changeReference} SellerSupplierParty { ${respondent} } BuyerCustomerParty { ${respondent} } ${promise}
  OrderLine* {
    LineItem {
      ID Note? LineStatusCode Quantity? MaximumBackorderQuantity? ${promise} Price? { PriceAmount BaseQuantity? }
      Item { Name ${itemIds} StandardItemIdentification? { ID } }
    }
    SellerSubstitutedLineItem? {
      ID
      Item {
        Name? SellersItemIdentification? { ID } StandardItemIdentification? { ID }
        CommodityClassification* { ItemClassificationCode? } ClassifiedTaxCategory? { ${taxCategory} }
        AdditionalItemProperty* { ${property} }
      }
    }
    OrderLineReference { LineID }
  }`;

export const structures: Readonly<Record<Transaction, string>> = {
  T01: order,
  T114: change,
  T115: cancellation,
  T76: response(''),
  T116: response('OrderChangeDocumentReference? { ID }'),
};

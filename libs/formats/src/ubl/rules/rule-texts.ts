/** What each rule asks for, in our own words, by the end of its id. Orders and changes share theirs, as both kinds of response do. */

const orderTexts: Readonly<Record<string, string>> = {
  R001: 'Every line has an ID, and no other line of the order has the same.',
  R002: 'An order says until when it stands: ValidityPeriod/EndDate.',
  R003: 'Every amount is in DocumentCurrencyCode.',
  R004: 'A line has a Quantity, which is 0 or more.',
  R005: 'A price has a PriceAmount, which is 0 or more.',
  R006: 'PayableAmount is there and is 0 or more.',
  R007: "The total's LineExtensionAmount is there and is 0 or more.",
  R008: "The total's LineExtensionAmount is the sum of the LineExtensionAmount of all lines, rounded to two decimals.",
  R009: "AllowanceTotalAmount is the sum of the order's own allowances, or 0.",
  R010: "ChargeTotalAmount is the sum of the order's own charges, or 0.",
  R011: 'TaxExclusiveAmount is LineExtensionAmount less allowances plus charges.',
  R013: 'A line says how much is ordered: Quantity.',
  R014: 'OriginatorCustomerParty has a name or an identification.',
  R016: 'PayableAmount is TaxInclusiveAmount less PrepaidAmount plus PayableRoundingAmount.',
  R017: 'TaxInclusiveAmount is TaxExclusiveAmount plus TaxAmount.',
  R019: 'PriceAmount is the gross price (BaseAmount) less its allowance.',
  R020: 'An allowance or charge with MultiplierFactorNumeric has a BaseAmount.',
  R021: 'An allowance or charge with BaseAmount has a MultiplierFactorNumeric.',
  R022: 'An allowance or charge is BaseAmount × MultiplierFactorNumeric ÷ 100, within 0.02.',
  R023: 'An allowance or charge has a reason, in words or as a code.',
  R024: 'LineExtensionAmount is Quantity × PriceAmount ÷ BaseQuantity plus charges less allowances, within 0.02.',
  R025: 'BaseQuantity is above 0.',
  R026: 'A VAT number begins with the two letters of its country (Greece: EL).',
  R027: 'The gross price of an item is 0 or more.',
  R028: 'Amounts other than prices have two decimals at most.',
  R029: 'A tax category has a Percent, unless its ID is O.',
  R030: 'A tax category S has a Percent above 0.',
  R031: 'ProfileID is a process that this document belongs to.',
  R032: 'The Amount of an allowance or charge is there and is 0 or more.',
  R033: 'The Amount of the allowance in a price is 0 or more.',
  R034: "CustomizationID is that of this document's specification.",
  R035: 'A line refers to a quotation only where QuotationDocumentReference names one.',
  CL001: 'The reason code of an allowance is one of those that Peppol takes from UNCL 5189.',
  CL002: 'The reason code of a charge is one of UNCL 7161.',
};

const responseTexts: Readonly<Record<string, string>> = {
  R001: 'The buyer has a RegistrationName or an identification.',
  R002: 'The seller has a RegistrationName or an identification.',
  R003: 'Every line has an ID, and no other line has the same.',
  R004: 'A period does not end before it begins.',
  R005: 'Every price is in DocumentCurrencyCode.',
  R006: "CustomizationID is that of this document's specification.",
  R007: 'A response CA lists the lines.',
  R008: 'A response AP lists no lines.',
  R009: 'A response RE lists no lines.',
  R010: 'A response AB lists no lines.',
};

const commonTexts: Readonly<Record<string, string>> = {
  R001: 'No element is empty.',
  R003: 'A document names no schema location.',
  R030: 'A date is a day of the calendar, written YYYY-MM-DD.',
  R040: 'A GLN (0088) is digits of which the last one is the check digit of GS1.',
  R041: 'A Norwegian organization number (0192) is 9 digits with its check digit.',
  R042: 'A Danish number (0184) is 8 digits, or DK and 8 digits.',
  R043: 'A Belgian enterprise number (0208) is 10 digits with two check digits.',
  R044: 'An Italian office code (0201) is 6 letters or digits.',
  R045: 'An Italian tax code (0210) is 16 signs in their form, or 11 digits.',
  R046: 'An Italian tax code (9907) is 16 signs in their form, or 11 digits.',
  R047: 'An Italian VAT number (0211) is IT and 11 digits with their check digit.',
  R048: 'An Italian VAT number (9906) is IT and 11 digits with their check digit.',
  R049: 'A Swedish organization number (0007) is 10 digits with its check digit.',
  R050: 'An Australian business number (0151) is 11 digits with their check digits.',
  R052: 'A Danish production unit (0096) is 10 digits.',
  R053: 'A Danish SE number (0198) is DK and 8 digits.',
  R054: 'A Dutch chamber of commerce number (0106) is 8 digits.',
  R055: 'A Dutch OIN (0190) is 20 digits.',
  'R056-1': 'A Dutch VAT number (9944) is NL, 9 digits, B and 2 digits.',
  'R056-2': 'A VAT number that begins with NL is NL, 9 digits, B and 2 digits.',
  R057: 'A number of scheme 0217 is 12 digits.',
};

/** The sentence of a rule by its published id; what has to hold. */
export function ruleText(id: string): string {
  const [, group = '', rule = ''] = /^PEPPOL-([A-Z0-9]+)-(.+)$/.exec(id) ?? [];
  const texts = group === 'COMMON' ? commonTexts : group === 'T76' || group === 'T116' ? responseTexts : orderTexts;
  return texts[rule] ?? id;
}

/** Every rule of a group, by the ends of their ids: `COMMON`, T01, T114, T115, T76, T116. */
export function rulesOf(group: string): string[] {
  if (group === 'COMMON') return Object.keys(commonTexts);
  if (group === 'T115') return ['R031', 'R034'];
  return Object.keys(group === 'T76' || group === 'T116' ? responseTexts : orderTexts);
}

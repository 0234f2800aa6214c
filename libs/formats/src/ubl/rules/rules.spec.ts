import { ublNamespace } from '../envelope.ts';
import type { Release, Transaction } from './rule.ts';
import { rulesOf, ruleText } from './rule-texts.ts';
import { validatePeppol } from './validation.ts';

/** A part of a document: `q:` is an aggregate, `b:` a basic element. */
const part = (root: string, inside: string, attributes = '') =>
  new TextEncoder().encode(
    `<${root} xmlns="${ublNamespace}${root}-2" xmlns:q="${ublNamespace}CommonAggregateComponents-2" xmlns:b="${ublNamespace}CommonBasicComponents-2"${attributes}>${inside}</${root}>`,
  );

const roots = {
  T01: 'Order',
  T114: 'OrderChange',
  T115: 'OrderCancellation',
  T76: 'OrderResponse',
  T116: 'OrderResponse',
};

function broken(transaction: Transaction, inside: string, release: Release = '2026.5', attributes = ''): string[] {
  const found = validatePeppol(part(roots[transaction], inside, attributes), release, transaction);
  return 'unreadable' in found ? [found.unreadable] : found.rules.map(({ id, flag }) => `${id} ${flag}`);
}

const line = (inside: string) => `<q:OrderLine><q:LineItem>${inside}</q:LineItem></q:OrderLine>`;
const total = (inside: string) => `<q:AnticipatedMonetaryTotal>${inside}</q:AnticipatedMonetaryTotal>`;
const allowance = (inside: string, indicator = 'false') =>
  `<q:AllowanceCharge><b:ChargeIndicator>${indicator}</b:ChargeIndicator>${inside}</q:AllowanceCharge>`;
const price = (inside: string) => line(`<q:Price>${inside}</q:Price>`);
const amount = (name: string, value: string) => `<b:${name}>${value}</b:${name}>`;
const vat = (id: string) =>
  `<q:PartyTaxScheme><b:CompanyID>${id}</b:CompanyID><q:TaxScheme><b:ID>VAT</b:ID></q:TaxScheme></q:PartyTaxScheme>`;
const category = (id: string, percent = '') =>
  `<q:TaxCategory><b:ID>${id}</b:ID>${percent === '' ? '' : amount('Percent', percent)}</q:TaxCategory>`;
const inEuro = '<b:DocumentCurrencyCode>EUR</b:DocumentCurrencyCode>';
const net = amount('LineExtensionAmount', '10');

/** Of orders and changes alike: what breaks a rule, and what is next to it and does not. */
const orders: Readonly<Record<string, readonly [hit: string, pass: string]>> = {
  R001: [line('<b:ID>1</b:ID>').repeat(2), line('<b:ID>1</b:ID>') + line('<b:ID>2</b:ID>')],
  R002: [inEuro, '<q:ValidityPeriod><b:EndDate>2027-01-31</b:EndDate></q:ValidityPeriod>'],
  R003: [
    `${inEuro}<q:TaxTotal><b:TaxAmount currencyID="SEK">1</b:TaxAmount></q:TaxTotal>`,
    `${inEuro}<q:TaxTotal><b:TaxAmount currencyID="EUR">1</b:TaxAmount></q:TaxTotal>`,
  ],
  R004: [line(amount('Quantity', '-1')), line(amount('Quantity', '0'))],
  R005: [price(amount('PriceAmount', '-0.01')), price(amount('PriceAmount', '0'))],
  R006: [total(amount('PayableAmount', '-1')), total(amount('PayableAmount', '0'))],
  R007: [total(amount('LineExtensionAmount', '-1')), total(amount('LineExtensionAmount', '0'))],
  R008: [
    total(net) + line(amount('LineExtensionAmount', '9.99')),
    total(net) + line(amount('LineExtensionAmount', '4')) + line(amount('LineExtensionAmount', '5.995')),
  ],
  R009: [
    total(amount('AllowanceTotalAmount', '2')) + allowance(amount('Amount', '1')),
    total(amount('AllowanceTotalAmount', '1')) +
      allowance(amount('Amount', '1')) +
      allowance(amount('Amount', '5'), 'true'),
  ],
  R010: [
    total(amount('ChargeTotalAmount', '2')) + allowance(amount('Amount', '1'), 'true'),
    total(amount('ChargeTotalAmount', '1')) + allowance(amount('Amount', '1'), 'true'),
  ],
  R011: [
    total(net + amount('TaxExclusiveAmount', '9')),
    total(net + amount('AllowanceTotalAmount', '1') + amount('TaxExclusiveAmount', '9')),
  ],
  R013: [line(''), line(amount('Quantity', '1'))],
  R014: [
    '<q:OriginatorCustomerParty><q:Party/></q:OriginatorCustomerParty>',
    '<q:OriginatorCustomerParty><q:Party><q:PartyName><b:Name>A</b:Name></q:PartyName></q:Party></q:OriginatorCustomerParty>',
  ],
  R016: [
    total(amount('TaxInclusiveAmount', '10') + amount('PayableAmount', '9')),
    total(amount('TaxInclusiveAmount', '10') + amount('PrepaidAmount', '1') + amount('PayableAmount', '9')),
  ],
  R017: [
    `${total(net + amount('TaxInclusiveAmount', '12'))}<q:TaxTotal>${amount('TaxAmount', '1')}</q:TaxTotal>`,
    `${total(net + amount('TaxInclusiveAmount', '12'))}<q:TaxTotal>${amount('TaxAmount', '2')}</q:TaxTotal>`,
  ],
  R019: [
    price(amount('PriceAmount', '8') + allowance(amount('Amount', '1') + amount('BaseAmount', '10'))),
    price(amount('PriceAmount', '9') + allowance(amount('Amount', '1') + amount('BaseAmount', '10'))),
  ],
  R020: [
    allowance(amount('MultiplierFactorNumeric', '5')),
    allowance(amount('MultiplierFactorNumeric', '5') + amount('BaseAmount', '1')),
  ],
  R021: [line(allowance(amount('BaseAmount', '5'))), price(allowance(amount('BaseAmount', '5')))],
  R022: [
    allowance(amount('MultiplierFactorNumeric', '10') + amount('Amount', '1.03') + amount('BaseAmount', '10')),
    allowance(amount('MultiplierFactorNumeric', '10') + amount('Amount', '1.02') + amount('BaseAmount', '10')),
  ],
  R023: [allowance(''), allowance('<b:AllowanceChargeReason>bulk</b:AllowanceChargeReason>')],
  R024: [
    line(
      amount('Quantity', '3') +
        amount('LineExtensionAmount', '1.03') +
        `<q:Price>${amount('PriceAmount', '1')}${amount('BaseQuantity', '3')}</q:Price>`,
    ),
    line(
      amount('Quantity', '3') +
        amount('LineExtensionAmount', '1.02') +
        `<q:Price>${amount('PriceAmount', '1')}${amount('BaseQuantity', '3')}</q:Price>`,
    ),
  ],
  R025: [price(amount('BaseQuantity', '0')), price(amount('BaseQuantity', '0.5'))],
  R026: [vat('QQ1'), vat('EL1')],
  R027: [price(allowance(amount('BaseAmount', '-1'))), price(allowance(amount('BaseAmount', '0')))],
  R028: [total(amount('PayableAmount', '1.005')), price(amount('PriceAmount', '1.0055'))],
  R029: [category('S'), category('O')],
  R030: [category('S', '0'), category('Z', '0')],
  R032: [allowance(amount('Amount', '-1')), allowance(amount('Amount', '0'))],
  R033: [price(allowance(amount('Amount', '-1'))), price(allowance(amount('Amount', '0')))],
  R035: [
    '<q:QuotationLineReference><b:LineID>1</b:LineID></q:QuotationLineReference>',
    '<q:QuotationDocumentReference><b:ID>Q</b:ID></q:QuotationDocumentReference><q:QuotationLineReference><b:LineID>1</b:LineID></q:QuotationLineReference>',
  ],
  CL001: [allowance(amount('AllowanceChargeReasonCode', 'FC')), allowance(amount('AllowanceChargeReasonCode', '95'))],
  CL002: [
    allowance(amount('AllowanceChargeReasonCode', '95'), 'true'),
    allowance(amount('AllowanceChargeReasonCode', 'FC'), 'true'),
  ],
};

const belongs = (process: string, specification: string): Readonly<Record<string, readonly [string, string]>> => ({
  R031: [
    amount('ProfileID', 'urn:fdc:peppol.eu:poacc:bis:billing:3'),
    amount('ProfileID', `urn:fdc:peppol.eu:poacc:bis:${process}:3`),
  ],
  R034: [
    amount('CustomizationID', 'urn:fdc:peppol.eu:poacc:trns:catalog:3'),
    amount('CustomizationID', `urn:fdc:peppol.eu:poacc:trns:${specification}:3:extended`),
  ],
});

const party = (role: string, inside: string) => `<q:${role}><q:Party>${inside}</q:Party></q:${role}>`;
const named = '<q:PartyLegalEntity><b:RegistrationName>A</b:RegistrationName></q:PartyLegalEntity>';
const code = (value: string, lines: string) => amount('OrderResponseCode', value) + lines;
const period = (start: string, end: string) =>
  `<q:PromisedDeliveryPeriod>${amount('StartDate', start)}${amount('EndDate', end)}</q:PromisedDeliveryPeriod>`;

const responses = (specification: string): Readonly<Record<string, readonly [string, string]>> => ({
  R001: [party('BuyerCustomerParty', ''), party('BuyerCustomerParty', named)],
  R002: [party('SellerSupplierParty', ''), party('SellerSupplierParty', named)],
  R003: [line('<b:ID>1</b:ID>').repeat(2), line('<b:ID>1</b:ID>')],
  R004: [period('2026-12-02', '2026-12-01'), period('2026-12-01', '2026-12-01')],
  R005: [
    inEuro + price('<b:PriceAmount>1</b:PriceAmount>'),
    inEuro + price('<b:PriceAmount currencyID="EUR">1</b:PriceAmount>'),
  ],
  R006: [
    amount('CustomizationID', 'urn:fdc:peppol.eu:poacc:trns:order:3'),
    amount('CustomizationID', `urn:fdc:peppol.eu:poacc:trns:${specification}:3`),
  ],
  R007: [code('CA', ''), code('CA', line(''))],
  R008: [code('AP', line('')), code('AP', '')],
  R009: [code('RE', line('')), code('RE', '')],
  R010: [code('AB', line('')), code('AB', '')],
});

const ofTransaction = {
  T01: { ...orders, ...belongs('order_only', 'order') },
  T114: { ...orders, ...belongs('advanced_ordering', 'order_change') },
  T115: belongs('advanced_ordering', 'order_cancellation'),
  T76: responses('order_response'),
  T116: responses('order_response_advanced'),
};

const endpoint = (scheme: string, id: string) =>
  party('BuyerCustomerParty', `<b:EndpointID schemeID="${scheme}">${id}</b:EndpointID>`);

/** Of every document: scheme or fragment, what breaks the rule, what does not. Check digits were worked out by hand. */
const common: Readonly<Record<string, readonly [hit: string, pass: string]>> = {
  R001: ['<b:Note> </b:Note>', '<b:Note>a</b:Note>'],
  R030: [amount('IssueDate', '2026-02-29'), amount('IssueDate', '2028-02-29')],
  R040: [endpoint('0088', '4000001000105'), endpoint('0088', ' 4000001000104 ')],
  R041: [endpoint('0192', '123456786'), endpoint('0192', '123456785')],
  R042: [endpoint('0184', 'DK1234567'), endpoint('0184', '12345678')],
  R043: [endpoint('0208', '0403019260'), endpoint('0208', '0403019261')],
  R044: [endpoint('0201', 'UFF-1'), endpoint('0201', 'UFF12a')],
  R045: [endpoint('0210', 'RSSMRA80A01H501'), endpoint('0210', 'RSSMRA80A01H501U')],
  R046: [endpoint('9907', '1234567890'), endpoint('9907', '12345678901')],
  R047: [endpoint('0211', 'IT12345678901'), endpoint('0211', 'IT12345678903')],
  R049: [endpoint('0007', '5560360794'), endpoint('0007', '5560360793')],
  R050: [endpoint('0151', '51824753557'), endpoint('0151', '51824753556')],
  R052: [endpoint('0096', '123'), endpoint('0096', '1234567890')],
  R053: [endpoint('0198', '12345678'), endpoint('0198', 'DK12345678')],
  R054: [endpoint('0106', '1234567'), endpoint('0106', '12345678')],
  R055: [endpoint('0190', '1'), endpoint('0190', '12345678901234567890')],
  'R056-1': [endpoint('9944', 'NL1B01'), endpoint('9944', 'NL123456789B01')],
  'R056-2': [vat('NL1'), vat('NL123456789B01')],
  R057: [endpoint('0217', '1'), endpoint('0217', '123456789012')],
};

const warned = [
  'T01-R002',
  'T114-R002',
  'T01-R013',
  'T114-R013',
  'T114-R008',
  'COMMON-R044',
  'COMMON-R045',
  'COMMON-R046',
  'COMMON-R047',
];
const alsoWarned = ['COMMON-R054', 'COMMON-R055', 'COMMON-R056-1', 'COMMON-R056-2', 'COMMON-R057'];
const flagOf = (rule: string) => ([...warned, ...alsoWarned].includes(rule) ? 'warning' : 'fatal');

describe("Peppol's rules", () => {
  const cases = Object.entries(ofTransaction).flatMap(([transaction, rules]) =>
    Object.entries(rules).map(([rule, [hit, pass]]) => [transaction as Transaction, rule, hit, pass] as const),
  );

  test.each(cases)(
    'PEPPOL-%s-%s finds what it is about, and leaves alone what is next to it',
    (transaction, rule, hit, pass) => {
      const said = `PEPPOL-${transaction}-${rule} ${flagOf(`${transaction}-${rule}`)}`;
      expect(broken(transaction, hit)).toContain(said);
      expect(broken(transaction, pass)).not.toContain(said);
    },
  );

  test.each(Object.entries(common))(
    'PEPPOL-COMMON-%s finds what it is about, in every document',
    (rule, [hit, pass]) => {
      const said = `PEPPOL-COMMON-${rule} ${flagOf(`COMMON-${rule}`)}`;
      for (const transaction of ['T01', 'T114', 'T115', 'T76', 'T116'] as const) {
        expect(broken(transaction, hit)).toContain(said);
        expect(broken(transaction, pass)).not.toContain(said);
      }
    },
  );

  test('PEPPOL-COMMON-R003 warns of a schema location', () => {
    const location = ' xmlns:x="http://www.w3.org/2001/XMLSchema-instance" x:schemaLocation="a b"';
    expect(broken('T115', '<b:ID>1</b:ID>', '2026.5', location)).toEqual(['PEPPOL-COMMON-R003 warning']);
  });

  test('are those of a release: 2025.5 has R048 and a fatal T114-R008, 2026.5 Dutch, Danish and quotation rules', () => {
    const both = (transaction: Transaction, inside: string) =>
      (['2025.5', '2026.5'] as const).map((release) => broken(transaction, inside, release));
    expect(both('T115', endpoint('9906', 'IT1'))).toEqual([['PEPPOL-COMMON-R048 warning'], []]);
    expect(both('T115', endpoint('0106', '1'))).toEqual([[], ['PEPPOL-COMMON-R054 warning']]);
    expect(both('T01', orders.R035?.[0] ?? '').map((ids) => ids.includes('PEPPOL-T01-R035 fatal'))).toEqual([
      false,
      true,
    ]);
    const sums = both('T114', orders.R008?.[0] ?? '').map((ids) => ids.find((id) => id.includes('R008')));
    expect(sums).toEqual(['PEPPOL-T114-R008 fatal', 'PEPPOL-T114-R008 warning']);
  });

  test('each have a case here and a sentence of their own', () => {
    const tested = { ...ofTransaction, COMMON: { ...common, R003: [], R048: [] } };
    for (const [group, rules] of Object.entries(tested)) {
      expect(Object.keys(rules).sort()).toEqual(rulesOf(group).sort());
      expect(rulesOf(group).filter((rule) => !ruleText(`PEPPOL-${group}-${rule}`).endsWith('.'))).toEqual([]);
    }
  });

  test('make an entry of each element that breaks one, with its place', () => {
    const found = validatePeppol(part('Order', line('<b:ID>6</b:ID>').repeat(2)), '2026.5', 'T01');
    expect(
      'rules' in found && found.rules.filter(({ id }) => id === 'PEPPOL-T01-R001').map(({ location }) => location),
    ).toEqual(['/Order/q:OrderLine[1]/q:LineItem', '/Order/q:OrderLine[2]/q:LineItem']);
  });
});

describe('the structure of a document', () => {
  test('says what is missing, unknown and there too often, apart from rules', () => {
    const found = validatePeppol(
      part('OrderCancellation', '<b:ID>1</b:ID><b:ID>2</b:ID><b:Color>red</b:Color>'),
      '2026.5',
    );
    expect(found).toMatchObject({ transaction: 'T115', rules: [] });
    const structure = 'structure' in found ? found.structure : [];
    expect(structure.filter(({ kind }) => kind !== 'missing')).toEqual([
      { kind: 'repeated', location: '/OrderCancellation/b:ID[2]', message: 'b:ID stands here once at most.' },
      { kind: 'unknown', location: '/OrderCancellation/b:Color', message: 'b:Color has no place here.' },
    ]);
    expect(structure.map(({ message }) => message)).toContain('CancellationNote is missing.');
  });

  test('is of the transaction that CustomizationID names, else of the root, and of none for other documents', () => {
    const named = (root: string, inside = '') => {
      const found = validatePeppol(part(root, inside), '2026.5');
      return 'unreadable' in found ? found.unreadable : found.transaction;
    };
    const advanced = amount('CustomizationID', 'urn:fdc:peppol.eu:poacc:trns:order_response_advanced:3');
    expect([named('OrderResponse', advanced), named('OrderResponse'), named('Invoice')]).toEqual(['T116', 'T76', null]);
    expect(named('OrderResponse', advanced.replace('order_response_advanced', 'order_agreement'))).toBeNull();
  });
});

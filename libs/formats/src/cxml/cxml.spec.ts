import { decimalText } from '../decimal.ts';
import { readDocument } from '../detect.ts';
import { headOf } from '../format.ts';
import type { SourceReading, SourceViolation } from '../reading.ts';
import { cxml } from './cxml.ts';

const credential = '<Credential domain="NetworkId"><Identity>AN-1</Identity></Credential>';
const price = (amount: string, currency = 'EUR') =>
  `<UnitPrice><Money currency="${currency}">${amount}</Money></UnitPrice>`;
const item = (attributes: string, inside = '', detail = price('10')) =>
  `<ItemOut quantity="2" ${attributes}><ItemID><SupplierPartID>A</SupplierPartID></ItemID><ItemDetail>${detail}</ItemDetail>${inside}</ItemOut>`;
const order = (attributes: string, inside: string) =>
  `<cXML payloadID="p1"><Header><From>${credential}</From></Header><Request><OrderRequest><OrderRequestHeader orderID="7" ${attributes}>${inside.startsWith('<ItemOut') ? `</OrderRequestHeader>${inside}` : inside}</OrderRequest></Request></cXML>`;

function found(text: string): { reading?: SourceReading; violations: readonly SourceViolation[] } {
  const bytes = Buffer.from(text);
  const result = cxml.read(bytes, headOf(bytes));
  if ('unreadable' in result) throw new Error(result.unreadable);
  return { reading: result.readings[0], violations: result.violations };
}

const refusals = (text: string) => found(text).violations.map(({ code }) => code);

describe('reading cXML refuses', () => {
  test.each([
    ['other requests', '<cXML><Request><PunchOutSetupRequest/></Request></cXML>', 'NOT_AN_ORDER'],
    ['a response', '<cXML><Response><Status code="200" text="OK"/></Response></cXML>', 'NOT_AN_ORDER'],
    ['an order without a number', order('', item('')).replace('orderID="7"', ''), 'ORDER_NUMBER_MISSING'],
    ['blanket orders', order('orderType="blanket"', item('')), 'NOT_AN_ORDER'],
    ['stock transports', order('orderType="stockTransport"', item('')), 'NOT_AN_ORDER'],
    ['types that nobody knows', order('type="NEW"', item('')), 'UNKNOWN_VALUE'],
    ['returns', order('', item('isReturn="yes"')), 'NOT_AN_ORDER'],
    ['negative quantities', order('', item('').replace('"2"', '"-2"')), 'NOT_AN_ORDER'],
    ['quantities that are none', order('', item('').replace('"2"', '"1,000"')), 'NOT_A_NUMBER'],
    ['two currencies', order('', item('') + item('', '', price('10', 'USD'))), 'CURRENCY_MIXED'],
    [
      'an item of a group that has a price',
      order('', item('lineNumber="1" itemType="composite"') + item('itemType="item" parentLineNumber="1"')),
      'ITEM_IN_PRICED_GROUP',
    ],
    [
      'prices of another unit',
      order(
        '',
        item(
          '',
          '',
          `${price('10')}<UnitOfMeasure>EA</UnitOfMeasure><PriceBasisQuantity quantity="2" conversionFactor="0.5"><UnitOfMeasure>BOX</UnitOfMeasure></PriceBasisQuantity>`,
        ),
      ),
      'PRICE_UNIT_DIFFERS',
    ],
    [
      'a line on two dates',
      order(
        '',
        item(
          '',
          '<ScheduleLine quantity="1" requestedDeliveryDate="2026-12-01"/><ScheduleLine quantity="1" requestedDeliveryDate="2026-12-02"/>',
        ),
      ),
      'SPLIT_DELIVERY',
    ],
    [
      'several places of delivery',
      order(
        '',
        item('', '<ShipTo><Address addressID="1"/></ShipTo>') + item('', '<ShipTo><Address addressID="2"/></ShipTo>'),
      ),
      'SEVERAL_SHIP_TO',
    ],
  ])('%s', (_, text, code) => {
    expect(refusals(text)).toEqual([code]);
  });

  test('entities and defaults of a DOCTYPE, and what it is not', () => {
    const bytes = Buffer.from(`<!DOCTYPE cXML [<!ENTITY e SYSTEM "file:///etc/passwd">]>${order('', item(''))}`);
    expect(cxml.read(bytes, headOf(bytes))).toMatchObject({ unreadable: expect.stringMatching(/internal subset/) });
    const other = Buffer.from('<Order/>');
    expect(cxml.read(other, headOf(other))).toMatchObject({ unreadable: expect.stringMatching(/Order, not cXML/) });
  });
});

describe('a cXML order', () => {
  test('is canceled by delete, and by an update that deletes each line; what is wrong in it then is nobody’s matter', () => {
    expect(found(order('type="delete"', item('isReturn="yes"')))).toMatchObject({
      reading: { act: 'cancel' },
      violations: [],
    });
    expect(found(order('type="update"', item('operation="delete"'))).reading?.act).toBe('cancel');
    expect(found(order('type="update"', item('operation="delete"') + item(''))).reading?.act).toBe('whole');
  });

  test('keeps a group that has no items, and items that have no group', () => {
    const free = price('0');
    const lines = found(order('', item('itemType="composite"', '', free) + item('itemType="item"'))).reading?.lines;
    expect(lines).toHaveLength(2);
    const heading = item('itemType="composite" lineNumber="1"', '', free);
    const group = order('', heading + item('itemType="item" lineNumber="2" parentLineNumber="1"'));
    expect(found(group).reading?.lines.map(({ number }) => number?.value)).toEqual(['2']);
  });

  test('has no secret of its sender in its reading', () => {
    const secret = '<SharedSecret>abracadabra</SharedSecret></Credential>';
    const text = order('', item('')).replaceAll('</Credential>', secret);
    expect(text).toContain(secret);
    expect(
      JSON.stringify(found(text), (_, value) => (typeof value === 'bigint' ? String(value) : value)),
    ).not.toContain('abra');
  });

  test('is on hold while a line is blocked', () => {
    expect(found(order('', item('operation="block"'))).reading?.hold?.value).toMatch(/blocked/);
  });

  test('states a revision where its version is a whole number', () => {
    expect(found(order('orderVersion="3"', item(''))).reading).toMatchObject({
      version: { value: '3' },
      stated: { value: 3 },
    });
    const dated = found(order('orderVersion="1.2"', item(''))).reading;
    expect([dated?.version?.value, dated?.stated]).toEqual(['1.2', undefined]);
  });

  const modified = (money: string, modification: string) =>
    found(
      order(
        '',
        item(
          '',
          '',
          `<UnitPrice><Money currency="EUR">${money}</Money><Modifications><Modification>${modification}</Modification></Modifications></UnitPrice>`,
        ),
      ),
    );
  const original = '<OriginalPrice><Money currency="EUR">10</Money></OriginalPrice>';
  const deduction =
    '<AdditionalDeduction><DeductionAmount><Money currency="EUR">1</Money></DeductionAmount></AdditionalDeduction>';

  test.each([
    ['beside a price', '10', deduction, ['allowance 2.00']],
    ['of the original price, which is the price', '10', original + deduction, ['allowance 2.00']],
    ['of the original price, in the price already', '9', original + deduction, []],
    [
      'as a percentage',
      '10',
      '<AdditionalDeduction><DeductionPercent percent="7.5"/></AdditionalDeduction>',
      ['allowance 1.50'],
    ],
    [
      'to a price',
      '10',
      '<AdditionalDeduction><DeductedPrice><Money>8</Money></DeductedPrice></AdditionalDeduction>',
      ['allowance 4.00'],
    ],
    ['as a cost', '10', '<AdditionalCost><Money currency="EUR">0.5</Money></AdditionalCost>', ['charge 1.00']],
  ])('has modifications %s as amounts of the line', (_, money, modification, expected) => {
    const allowances = modified(money, modification).reading?.lines[0]?.allowances ?? [];
    expect(allowances.map(({ kind, amount }) => `${kind} ${decimalText(amount.value)}`)).toEqual(expected);
  });

  test('is refused where price and modifications fit neither way', () => {
    expect(modified('8', original + deduction).violations).toMatchObject([{ code: 'CONTROL_TOTAL' }]);
  });

  test('has a Total that only warns', () => {
    const text = order('', `<Total><Money currency="EUR">1</Money></Total></OrderRequestHeader>${item('')}`);
    expect(found(text).violations).toMatchObject([
      { code: 'CONTROL_TOTAL', isWarning: true, limit: '20.00', actual: '1' },
    ]);
  });

  test('is detected by root element or DOCTYPE, in any encoding, and not by what else stands in it', () => {
    const text = `<?xml version="1.0"?><!-- <Order> --><!DOCTYPE cXML SYSTEM "http://127.0.0.1:9/cXML.dtd">${order('', item(''))}`;
    for (const bytes of [
      Buffer.from(text),
      Buffer.from(`\ufeff${text}`, 'utf16le'),
      Buffer.from(order('', item(''))),
    ]) {
      expect(readDocument(bytes, headOf(bytes))).toMatchObject({
        format: 'cxml',
        result: { readings: [{ act: 'whole' }] },
      });
    }
    expect(cxml.detect(headOf(Buffer.from('<Order><cXML/></Order>')))).toBe(false);
  });
});
